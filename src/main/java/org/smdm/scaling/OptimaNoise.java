package org.smdm.scaling;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.stats.StudentT;

/**
 * Noise of optima about a law, in logarithms: their scatter, in which all is that differs between
 * budgets; or what the noise of single losses makes, where that is more or there is no scatter.
 *
 * @param variance of an optimum
 * @param freedom degrees of freedom behind it
 */
record OptimaNoise(double variance, int freedom) {

  /**
   * @param residuals of the optima about a law, in logarithms
   * @param coefficients of the law
   * @param ofRuns what single losses make; null when unknown
   * @return null when nothing is known
   */
  static OptimaNoise of(double[] residuals, int coefficients, OptimaNoise ofRuns) {
    int freedom = residuals.length - coefficients;
    if (freedom < 1) {
      return ofRuns;
    }
    double variance = Arrays.stream(residuals).map(r -> r * r).sum() / freedom;
    return ofRuns != null && ofRuns.variance > variance
        ? ofRuns
        : new OptimaNoise(variance, freedom);
  }

  /**
   * What single losses make, from 95 % intervals of optima by bootstrap.
   *
   * @param intervals of optima
   * @param freedom behind the noise of single losses
   * @return null without intervals
   */
  static OptimaNoise ofRuns(Interval[] intervals, int freedom) {
    if (intervals.length == 0 || Arrays.stream(intervals).anyMatch(i -> i == null)) {
      return null;
    }
    double reach = 2 * StudentT.reach(freedom);
    double variance =
        Arrays.stream(intervals)
            .mapToDouble(i -> Math.pow(Math.log(i.high() / i.low()) / reach, 2))
            .average()
            .orElseThrow();
    return new OptimaNoise(variance, freedom);
  }

  /** Values of a law and noise. */
  double[] draw(double[] values, UniformRandomProvider stream) {
    DrawnNoise noise = DrawnNoise.of(variance * freedom, freedom, stream);
    return Arrays.stream(values).map(v -> v * Math.exp(noise.next())).toArray();
  }
}
