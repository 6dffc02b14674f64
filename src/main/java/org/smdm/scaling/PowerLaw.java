package org.smdm.scaling;

import java.util.Arrays;

/**
 * y = exp(logCoefficient) · x^exponent.
 *
 * @param logCoefficient natural logarithm of the factor
 * @param exponent of x
 */
public record PowerLaw(double logCoefficient, double exponent) implements BestLoss {

  /**
   * Fits by ordinary least squares in logarithms.
   *
   * @param x at least two different values
   * @param y as many
   */
  static PowerLaw fit(double[] x, double[] y) {
    double[] u = Arrays.stream(x).map(Math::log).toArray();
    double mean = Arrays.stream(u).average().orElseThrow();
    double[] k =
        LeastSquares.polynomial(
            1,
            Arrays.stream(u).map(v -> v - mean).toArray(),
            Arrays.stream(y).map(Math::log).toArray());
    return new PowerLaw(k[0] - k[1] * mean, k[1]);
  }

  /** y at x. */
  @Override
  public double at(double x) {
    return Math.exp(logAt(Math.log(x)));
  }

  /** ln y at ln x. */
  double logAt(double logX) {
    return logCoefficient + exponent * logX;
  }

  /** x at y. */
  @Override
  public double inverse(double y) {
    return Math.exp((Math.log(y) - logCoefficient) / exponent);
  }

  /** ln y − ln ŷ of every point. */
  double[] residuals(double[] x, double[] y) {
    double[] residuals = new double[x.length];
    Arrays.setAll(residuals, i -> Math.log(y[i]) - logAt(Math.log(x[i])));
    return residuals;
  }
}
