package org.smdm.scaling;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Training FLOPs of a token as a function of the size, factor · N^exponent: 6·N, or what runs say
 * where budgets count attention, head or embeddings.
 *
 * @param factor operations of a model of one parameter
 * @param exponent of N
 */
public record TokenCost(double factor, double exponent) {

  /** Six per parameter without embeddings (paper section 3). */
  public static final TokenCost SIX_N = new TokenCost(6, 1);

  /** Runs take whole steps: so far their compute may be from the budget. */
  private static final double ROUNDING = 0.03;

  /** That of the budgets of runs. */
  static TokenCost of(List<LossPoint> runs) {
    return of(runs, LossPoint::budget);
  }

  /**
   * That of any count of the runs' FLOPs: 6·N where all say so, else a power law through them.
   *
   * @param flops of a run, above 0
   */
  static TokenCost of(List<LossPoint> runs, ToDoubleFunction<LossPoint> flops) {
    double[] n = runs.stream().mapToDouble(LossPoint::parameters).toArray();
    double[] cost = runs.stream().mapToDouble(r -> flops.applyAsDouble(r) / r.tokens()).toArray();
    boolean isSix = true;
    for (int i = 0; i < n.length; i++) {
      isSix &= Math.abs(cost[i] / SIX_N.at(n[i]) - 1) < ROUNDING;
    }
    if (isSix || Arrays.stream(n).distinct().count() < 2) {
      return SIX_N;
    }
    PowerLaw law = PowerLaw.fit(n, cost);
    return new TokenCost(Math.exp(law.logCoefficient()), law.exponent());
  }

  /** FLOPs per token at a size. */
  public double at(double parameters) {
    return factor * Math.pow(parameters, exponent);
  }
}
