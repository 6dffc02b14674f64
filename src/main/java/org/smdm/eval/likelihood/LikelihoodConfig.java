package org.smdm.eval.likelihood;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.smdm.io.UserException;

/**
 * How likelihoods are estimated.
 *
 * @param estimator which
 * @param draws most draws of a random estimator
 * @param copies draws whose t (or number of masked tokens) are spread evenly, the reference's batch
 *     size; the standard error is that of the means of such groups. Divides {@code draws}
 * @param guidance w of classifier-free guidance, 0 for none
 * @param confidence with which the best of several choices must be found before draws stop; 0 makes
 *     all draws for every choice
 * @param seed of the draws
 */
public record LikelihoodConfig(
    Estimator estimator, int draws, int copies, double guidance, double confidence, long seed) {

  /** The reference's number of draws. */
  public static final int REFERENCE_DRAWS = 1024;

  /** Draws where none are told. */
  public static final int DEFAULT_DRAWS = 128;

  private static final int COPIES = 16;
  private static final int ADAPTIVE_COPIES = 4;

  /** Validates the ranges and what goes together. */
  public LikelihoodConfig {
    if (draws < 1) {
      throw new UserException("mc-num is %d: write at least 1".formatted(draws));
    }
    if (copies < 1 || draws % copies != 0) {
      throw new IllegalArgumentException("%d draws in groups of %d".formatted(draws, copies));
    }
    if (!(guidance >= 0) || Double.isInfinite(guidance)) {
      throw new UserException(
          "guidance is %s: write a finite number of at least 0".formatted(guidance));
    }
    if (!(confidence >= 0 && confidence < 1)) {
      throw new UserException(
          "confidence is %s: write 0 for a fixed number of draws, or a number below 1 as 0.99"
              .formatted(confidence));
    }
    if (confidence > 0 && !estimator.isRandom()) {
      throw new UserException(
          "%s draws nothing that could stop early: leave out the confidence"
              .formatted(estimator.key()));
    }
  }

  /**
   * A config with as many draws to a group as usual: up to 16, of adaptive ones 4, but such that
   * groups are equal.
   */
  public static LikelihoodConfig of(
      Estimator estimator, int draws, double guidance, double confidence, long seed) {
    int copies = confidence > 0 ? ADAPTIVE_COPIES : COPIES;
    while (copies > 1 && (draws % copies != 0 || draws < 2 * copies)) {
      copies--;
    }
    return new LikelihoodConfig(estimator, draws, copies, guidance, confidence, seed);
  }

  /** Whether draws stop when a choice is decided. */
  @JsonIgnore
  public boolean isAdaptive() {
    return confidence > 0;
  }

  /** Groups of draws at most. */
  @JsonIgnore
  public int groups() {
    return draws / copies;
  }

  /** In few words, for tables: estimator, draws, guidance. */
  @JsonIgnore
  public String label() {
    StringBuilder text = new StringBuilder(estimator.key());
    if (estimator.isRandom()) {
      text.append(" ×").append(draws);
    }
    if (isAdaptive()) {
      text.append(" until ").append(confidence);
    }
    if (guidance > 0) {
      text.append(", w=").append(guidance);
    }
    return text.toString();
  }
}
