package org.smdm.scaling;

import java.util.Arrays;
import org.smdm.stats.StudentT;

/**
 * How well a law is known by the distances of its optima, normal and alike in logarithms.
 *
 * @param law fitted by least squares
 * @param freedom optima less the law's two coefficients; 0 says nothing of the scatter
 * @param variance of an optimum's distance
 * @param centre mean of ln x
 * @param spread sum of squared distances of ln x from it
 */
record LawScatter(PowerLaw law, int freedom, double variance, double centre, double spread) {

  static LawScatter of(double[] x, PowerLaw law, double[] residuals) {
    int freedom = x.length - LawFit.COEFFICIENTS;
    double squares = Arrays.stream(residuals).map(r -> r * r).sum();
    double mean = Arrays.stream(x).map(Math::log).average().orElseThrow();
    double spread = Arrays.stream(x).map(v -> Math.pow(Math.log(v) - mean, 2)).sum();
    return new LawScatter(law, freedom, squares / freedom, mean, spread);
  }

  /** 95 % of the exponent by Student's t; null where there is no scatter. */
  Interval exponent() {
    return interval(law.exponent(), exponentVariance(), freedom);
  }

  private double exponentVariance() {
    return variance / spread;
  }

  /** Of ln y at ln x. */
  private double varianceAt(double logX) {
    return variance * (1.0 / (freedom + LawFit.COEFFICIENTS) + Math.pow(logX - centre, 2) / spread);
  }

  /** 95 % of this law's exponent less that of another of its own optima, by Welch's t. */
  Interval exponentLess(LawScatter other) {
    return difference(
        law.exponent() - other.law.exponent(), exponentVariance(), other, other.exponentVariance());
  }

  /**
   * 95 % of ln x where this law has the value of another, by Welch's t and to first order.
   *
   * @param other of its own optima
   * @param logX ln x of the other
   */
  Interval logInverse(LawScatter other, double logX) {
    double found = (other.law.logAt(logX) - law.logCoefficient()) / law.exponent();
    double slope = Math.pow(law.exponent(), 2);
    return difference(found, varianceAt(found) / slope, other, other.varianceAt(logX) / slope);
  }

  private Interval difference(double value, double own, LawScatter other, double others) {
    return freedom < 1 || other.freedom < 1
        ? null
        : interval(value, own + others, StudentT.welchFreedom(own, freedom, others, other.freedom));
  }

  private static Interval interval(double value, double variance, double freedom) {
    if (!(freedom > 0) || !(variance > 0)) {
      return null;
    }
    double half = StudentT.reach(freedom) * Math.sqrt(variance);
    return new Interval(value - half, value + half);
  }
}
