package org.smdm.scaling;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.linear.RealMatrix;

/**
 * Loss of one budget as a parabola in the logarithm of the size, L = a + b·z + c·z² with z = ln N −
 * centre (paper section 3).
 *
 * @param centre mean of ln N
 * @param a loss at the centre
 * @param b slope there
 * @param c half the curvature
 * @param smallest N that was fitted
 * @param largest N that was fitted
 */
public record Parabola(
    double centre, double a, double b, double c, double smallest, double largest) {

  /** Points below which a parabola is no fit. */
  static final int FEWEST = 3;

  /**
   * Fits.
   *
   * @param parameters N of each run, at least three different ones
   * @param losses as many
   */
  static Parabola fit(double[] parameters, double[] losses) {
    double[] logs = Arrays.stream(parameters).map(Math::log).toArray();
    double centre = Arrays.stream(logs).average().orElseThrow();
    double[] z = Arrays.stream(logs).map(log -> log - centre).toArray();
    double[] k = LeastSquares.polynomial(2, z, losses);
    return new Parabola(
        centre,
        k[0],
        k[1],
        k[2],
        Arrays.stream(parameters).min().orElseThrow(),
        Arrays.stream(parameters).max().orElseThrow());
  }

  /** Fits to runs of one budget, of at least three different sizes. */
  static Parabola fitted(List<LossPoint> runs) {
    return fit(
        runs.stream().mapToDouble(LossPoint::parameters).toArray(),
        runs.stream().mapToDouble(LossPoint::loss).toArray());
  }

  /** What turns losses of the fitted sizes into coefficients. */
  static RealMatrix inverse(List<LossPoint> runs) {
    double[] logs = runs.stream().mapToDouble(run -> Math.log(run.parameters())).toArray();
    double mean = Arrays.stream(logs).average().orElseThrow();
    return LeastSquares.inverse(2, Arrays.stream(logs).map(log -> log - mean).toArray());
  }

  /**
   * Fitted to other losses of the same sizes.
   *
   * @param inverse of them
   */
  Parabola withLosses(RealMatrix inverse, double[] losses) {
    double[] k = inverse.operate(losses);
    return new Parabola(centre, k[0], k[1], k[2], smallest, largest);
  }

  /** Loss at a size. */
  public double loss(double parameters) {
    double z = Math.log(parameters) - centre;
    return a + z * (b + z * c);
  }

  /** Whether it opens upwards, that is, has a minimum. */
  @JsonIgnore
  public boolean hasMinimum() {
    return c > 0;
  }

  /** N of the minimum; NaN when there is none. */
  @JsonProperty
  public double optimalParameters() {
    return hasMinimum() ? Math.exp(centre - b / (2 * c)) : Double.NaN;
  }

  /** Loss of the minimum; NaN when there is none. */
  @JsonProperty
  public double optimalLoss() {
    return hasMinimum() ? a - b * b / (4 * c) : Double.NaN;
  }

  /** Whether the minimum lies between the smallest and the largest size that was trained. */
  @JsonProperty
  public boolean isInside() {
    double optimum = optimalParameters();
    return smallest <= optimum && optimum <= largest;
  }
}
