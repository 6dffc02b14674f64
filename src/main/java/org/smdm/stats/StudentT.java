package org.smdm.stats;

import org.hipparchus.distribution.continuous.TDistribution;

/** How far intervals reach when the scatter behind a standard error is itself an estimate. */
public final class StudentT {

  private static final double UPPER_TAIL = 0.975;

  private StudentT() {}

  /**
   * Half of a 95 % interval in standard errors: 12.7 with one degree of freedom, 1.96 with very
   * many.
   *
   * @param freedom degrees of freedom of the standard error, above 0; need not be whole
   */
  public static double reach(double freedom) {
    return new TDistribution(freedom).inverseCumulativeProbability(UPPER_TAIL);
  }

  /**
   * Degrees of freedom of the sum of two independent variances, after Welch.
   *
   * @param first above 0
   * @param firstFreedom degrees of freedom behind it
   * @param second above 0
   * @param secondFreedom degrees of freedom behind it
   */
  public static double welchFreedom(
      double first, double firstFreedom, double second, double secondFreedom) {
    double sum = first + second;
    return sum * sum / (first * first / firstFreedom + second * second / secondFreedom);
  }
}
