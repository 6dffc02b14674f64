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
}
