package org.smdm.scaling;

import org.smdm.config.RunConfig;
import org.smdm.io.UserException;

/**
 * How intervals are drawn.
 *
 * @param resamples bootstrap replicates of the parabolas and power laws
 * @param parametricResamples of the parametric form, whose every fit is a search
 * @param seed of the draws
 */
public record FitOptions(int resamples, int parametricResamples, long seed) {

  private static final int FEWEST = 40;

  /** Validates the ranges. */
  public FitOptions {
    if (Math.min(resamples, parametricResamples) < FEWEST) {
      throw new UserException(
          "resamples is %d: write at least %d, since intervals are read off their 2.5%% tails"
              .formatted(Math.min(resamples, parametricResamples), FEWEST));
    }
  }

  /** 2000 replicates, 400 of the parametric form. */
  public static FitOptions standard() {
    return new FitOptions(2000, 400, RunConfig.DEFAULT_SEED);
  }

  /** As many replicates of both kinds. */
  public FitOptions withResamples(int count) {
    return new FitOptions(count, count, seed);
  }

  /** The same with other draws. */
  public FitOptions withSeed(long other) {
    return new FitOptions(resamples, parametricResamples, other);
  }
}
