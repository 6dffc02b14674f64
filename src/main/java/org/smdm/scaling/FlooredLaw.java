package org.smdm.scaling;

import java.util.Arrays;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.univariate.BrentOptimizer;
import org.hipparchus.optim.univariate.SearchInterval;
import org.hipparchus.optim.univariate.UnivariateObjectiveFunction;

/**
 * L = E + K·(C / C₀)^−p: a power law above a floor.
 *
 * @param irreducible E in nats per token, not below 0
 * @param factor K, what is above the floor at C₀
 * @param exponent p, above 0
 * @param reference C₀ in FLOPs, the middle of the budgets
 */
public record FlooredLaw(double irreducible, double factor, double exponent, double reference)
    implements BestLoss {

  /** Values below which there is nothing to fit. */
  static final int FEWEST = 3;

  private static final double LEAST_EXPONENT = 1e-4;
  private static final double MOST_EXPONENT = 3;
  private static final int STEPS = 40;
  private static final int MOST_EVALUATIONS = 200;
  private static final double TOLERANCE = 1e-9;

  /**
   * Fits by least squares in L. For an exponent the floor and the factor follow from a line; the
   * exponent is searched on a grid in its logarithm and then to nine digits.
   *
   * @param c FLOPs, at least three different
   * @param l losses, as many
   */
  static FlooredLaw fit(double[] c, double[] l) {
    double reference = Math.exp(Arrays.stream(c).map(Math::log).average().orElseThrow());
    double[] u = Arrays.stream(c).map(v -> Math.log(v / reference)).toArray();
    double low = Math.log(LEAST_EXPONENT);
    double step = (Math.log(MOST_EXPONENT) - low) / STEPS;
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i <= STEPS; i++) {
      double squares = squares(u, l, line(u, l, Math.exp(low + i * step), reference));
      if (squares < least) {
        least = squares;
        best = i;
      }
    }
    double logExponent =
        new BrentOptimizer(TOLERANCE, TOLERANCE)
            .optimize(
                new MaxEval(MOST_EVALUATIONS),
                GoalType.MINIMIZE,
                new UnivariateObjectiveFunction(
                    log -> squares(u, l, line(u, l, Math.exp(log), reference))),
                new SearchInterval(
                    low + Math.max(0, best - 1) * step, low + Math.min(STEPS, best + 1) * step))
            .getPoint();
    return line(u, l, Math.exp(logExponent), reference);
  }

  /** Floor and factor at an exponent, without floor where that would be below 0. */
  private static FlooredLaw line(double[] u, double[] l, double exponent, double reference) {
    double sumX = 0;
    double sumY = 0;
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < u.length; i++) {
      double x = Math.exp(-exponent * u[i]);
      sumX += x;
      sumY += l[i];
      xx += x * x;
      xy += x * l[i];
    }
    double factor = (xy - sumX * sumY / u.length) / (xx - sumX * sumX / u.length);
    double floor = (sumY - factor * sumX) / u.length;
    return floor >= 0
        ? new FlooredLaw(floor, factor, exponent, reference)
        : new FlooredLaw(0, xy / xx, exponent, reference);
  }

  private static double squares(double[] u, double[] l, FlooredLaw law) {
    double sum = 0;
    for (int i = 0; i < u.length; i++) {
      double residual = law.irreducible + law.factor * Math.exp(-law.exponent * u[i]) - l[i];
      sum += residual * residual;
    }
    return sum;
  }

  @Override
  public double at(double budget) {
    return irreducible + aboveFloor(budget);
  }

  private double aboveFloor(double budget) {
    return factor * Math.pow(budget / reference, -exponent);
  }

  @Override
  public double inverse(double loss) {
    return loss > irreducible
        ? reference * Math.pow((loss - irreducible) / factor, -1 / exponent)
        : Double.POSITIVE_INFINITY;
  }
}
