package org.smdm.scaling;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresOptimizer.Optimum;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.util.Pair;

/**
 * The search for the parametric form: minimises Σ Huber(ln L − ln L̂) with ln L̂ = LSE(a − α·n, b −
 * β·d, e), n and d being logarithms about their means. Levenberg-Marquardt sees residuals whose
 * squares are twice the Huber losses, so that it minimises just that sum.
 */
final class ParametricProblem {

  /** a, b, e, α, β. */
  static final int UNKNOWNS = 5;

  private static final double HUBER = 1e-3;
  private static final int MOST_EVALUATIONS = 2000;

  /** Where the search may walk: beyond, exponentials of a replicate without curvature overflow. */
  private static final double FARTHEST = 50;

  /** ln E below which a floor makes no difference to any loss. */
  static final double NO_FLOOR = -25;

  private final double[] n;
  private final double[] d;
  private final double[] logLoss;
  private final double meanN;
  private final double meanD;
  private final TokenCost cost;

  /**
   * A minimum.
   *
   * @param point a, b, e, α, β
   * @param objective Σ Huber
   */
  record Minimum(double[] point, double objective) {

    private static final double AGREEMENT = 0.01;

    /** Whether one with at least as large an objective is as good within 1 %. */
    boolean agrees(Minimum other) {
      return other.objective <= objective * (1 + AGREEMENT) + 1e-15;
    }
  }

  ParametricProblem(List<LossPoint> runs) {
    double[] logN = runs.stream().mapToDouble(r -> Math.log(r.parameters())).toArray();
    double[] logD = runs.stream().mapToDouble(r -> Math.log(r.tokens())).toArray();
    meanN = Arrays.stream(logN).average().orElseThrow();
    meanD = Arrays.stream(logD).average().orElseThrow();
    n = Arrays.stream(logN).map(v -> v - meanN).toArray();
    d = Arrays.stream(logD).map(v -> v - meanD).toArray();
    cost = TokenCost.of(runs);
    logLoss = runs.stream().mapToDouble(r -> Math.log(r.loss())).toArray();
  }

  private ParametricProblem(ParametricProblem other, double[] logLoss) {
    this.n = other.n;
    this.d = other.d;
    this.logLoss = logLoss;
    this.meanN = other.meanN;
    this.meanD = other.meanD;
    this.cost = other.cost;
  }

  /**
   * The same runs, with losses that are those of a fit and noise.
   *
   * @param residuals ln L − ln L̂ of the fit
   * @param noise of ln L, of every run
   */
  ParametricProblem withNoise(double[] residuals, double[] noise) {
    double[] noisy = new double[logLoss.length];
    Arrays.setAll(noisy, i -> logLoss[i] - residuals[i] + noise[i]);
    return new ParametricProblem(this, noisy);
  }

  /** Mean of ln L, to begin from. */
  double meanLogLoss() {
    return Arrays.stream(logLoss).average().orElseThrow();
  }

  /** The minimum that a start leads to; empty where the search gets lost. */
  Optional<Minimum> from(double[] start) {
    try {
      Optimum optimum =
          new LevenbergMarquardtOptimizer()
              .optimize(
                  new LeastSquaresBuilder()
                      .start(start)
                      .target(new double[n.length])
                      .model(this::residualsAndSlopes)
                      .maxEvaluations(MOST_EVALUATIONS)
                      .maxIterations(MOST_EVALUATIONS)
                      .checker(null)
                      .build());
      double[] point = optimum.getPoint().toArray();
      double objective = optimum.getResiduals().dotProduct(optimum.getResiduals()) / 2;
      boolean isSane =
          Double.isFinite(objective)
              && Arrays.stream(point).allMatch(v -> v < FARTHEST)
              && Math.min(point[0], point[1]) > -FARTHEST
              && point[3] > 0
              && point[4] > 0;
      return isSane ? Optional.of(new Minimum(point, objective)) : Optional.empty();
    } catch (MathRuntimeException e) {
      // Some starts lead into places without slope; others do not.
      return Optional.empty();
    }
  }

  /** The law of a minimum, with its means taken out; a floor that is nothing is 0. */
  ParametricLaw law(double[] p) {
    double floor = p[2] < NO_FLOOR ? 0 : Math.exp(p[2]);
    return new ParametricLaw(floor, p[0] + p[3] * meanN, p[1] + p[4] * meanD, p[3], p[4], cost);
  }

  private Pair<RealVector, org.hipparchus.linear.RealMatrix> residualsAndSlopes(RealVector at) {
    double[] p = at.toArray();
    double[] values = new double[n.length];
    double[][] slopes = new double[n.length][UNKNOWNS];
    for (int i = 0; i < n.length; i++) {
      double byN = p[0] - p[3] * n[i];
      double byD = p[1] - p[4] * d[i];
      double most = Math.max(p[2], Math.max(byN, byD));
      double eN = Math.exp(byN - most);
      double eD = Math.exp(byD - most);
      double eE = Math.exp(p[2] - most);
      double sum = eN + eD + eE;
      double residual = most + Math.log(sum) - logLoss[i];
      double size = Math.abs(residual);
      boolean isQuadratic = size <= HUBER;
      values[i] =
          isQuadratic ? residual : Math.copySign(Math.sqrt(HUBER * (2 * size - HUBER)), residual);
      double slope = isQuadratic ? 1 : HUBER / Math.abs(values[i]);
      slopes[i][0] = slope * eN / sum;
      slopes[i][1] = slope * eD / sum;
      slopes[i][2] = slope * eE / sum;
      slopes[i][3] = -slope * eN / sum * n[i];
      slopes[i][4] = -slope * eD / sum * d[i];
    }
    return new Pair<>(new ArrayRealVector(values, false), new Array2DRowRealMatrix(slopes, false));
  }
}
