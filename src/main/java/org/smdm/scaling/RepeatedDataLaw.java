package org.smdm.scaling;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.util.Pair;

/**
 * L(N, D) where D tokens are epochs over U unique ones (Muennighoff et al. 2023): tokens seen
 * again, and parameters beyond those that U tokens ask for, are worth less, by exponentials.
 *
 * @param fresh law of data that are not repeated
 * @param tokensDecay R*_D: repetitions after which tokens have lost most of their worth
 * @param parametersDecay R*_N, likewise of parameters
 */
public record RepeatedDataLaw(ParametricLaw fresh, double tokensDecay, double parametersDecay) {

  private static final int UNKNOWNS = 7;
  private static final int MOST_EVALUATIONS = 2000;
  private static final double STEP = 1e-6;

  /** Where decays are looked for, about the published 31 and 494 of tokens. */
  private static final double[] DECAYS = {5, 50, 500};

  /**
   * A run over repeated data.
   *
   * @param run with all tokens that it read
   * @param unique tokens of its data
   */
  public record Run(LossPoint run, double unique) {

    /** Validates. */
    public Run {
      LossPoint.positive("unique tokens", unique);
    }
  }

  /** D': fresh tokens that are worth as much. */
  public double effectiveTokens(double tokens, double unique) {
    return effective(tokens, unique, tokensDecay);
  }

  /** N': parameters that are worth as much. */
  public double effectiveParameters(double parameters, double unique) {
    return effective(parameters, fresh.parametersFor(unique), parametersDecay);
  }

  private static double effective(double all, double once, double decay) {
    double repeated = all / once - 1;
    return repeated <= 0 ? all : once * (1 - decay * Math.expm1(-repeated / decay));
  }

  /** Loss in nats per token of N parameters after D tokens of which so many are unique. */
  public double loss(double parameters, double tokens, double unique) {
    return fresh.loss(effectiveParameters(parameters, unique), effectiveTokens(tokens, unique));
  }

  /**
   * Fits by least squares of ln L, from the law of all runs and nine pairs of decays.
   *
   * @param runs more than seven, some of them over repeated data
   * @return empty where there are too few, or no search finds a minimum
   */
  public static Optional<RepeatedDataLaw> fit(List<Run> runs) {
    if (runs.size() <= UNKNOWNS) {
      return Optional.empty();
    }
    ParametricProblem problem = new ParametricProblem(runs.stream().map(Run::run).toList());
    double level = Math.exp(problem.meanLogLoss());
    double[] best = null;
    double least = Double.POSITIVE_INFINITY;
    for (double tokens : DECAYS) {
      for (double parameters : DECAYS) {
        ParametricLaw start =
            problem.law(
                new double[] {
                  Math.log(level / 4), Math.log(level / 4), Math.log(level / 2), 0.4, 0.4
                });
        double[] from = point(new RepeatedDataLaw(start, tokens, parameters));
        double[] found = search(runs, from).orElse(from);
        double squares = Arrays.stream(residuals(runs, found)).map(r -> r * r).sum();
        if (squares < least) {
          least = squares;
          best = found;
        }
      }
    }
    return Optional.ofNullable(best).map(RepeatedDataLaw::of);
  }

  private static Optional<double[]> search(List<Run> runs, double[] from) {
    try {
      return Optional.of(
          new LevenbergMarquardtOptimizer()
              .optimize(
                  new LeastSquaresBuilder()
                      .start(from)
                      .target(new double[runs.size()])
                      .model(at -> residualsAndSlopes(runs, at.toArray()))
                      .maxEvaluations(MOST_EVALUATIONS)
                      .maxIterations(MOST_EVALUATIONS)
                      .checker(null)
                      .build())
              .getPoint()
              .toArray());
    } catch (MathRuntimeException e) {
      // Some starts lead into places without slope; others do not.
      return Optional.empty();
    }
  }

  private static Pair<RealVector, RealMatrix> residualsAndSlopes(List<Run> runs, double[] at) {
    double[] values = residuals(runs, at);
    double[][] slopes = new double[values.length][UNKNOWNS];
    for (int k = 0; k < UNKNOWNS; k++) {
      double[] beside = at.clone();
      beside[k] += STEP;
      double[] moved = residuals(runs, beside);
      for (int i = 0; i < values.length; i++) {
        slopes[i][k] = (moved[i] - values[i]) / STEP;
      }
    }
    return new Pair<>(new ArrayRealVector(values, false), new Array2DRowRealMatrix(slopes, false));
  }

  private static double[] residuals(List<Run> runs, double[] at) {
    RepeatedDataLaw law = of(at);
    return runs.stream()
        .mapToDouble(
            r ->
                Math.log(law.loss(r.run.parameters(), r.run.tokens(), r.unique))
                    - Math.log(r.run.loss()))
        .toArray();
  }

  private static RepeatedDataLaw of(double[] p) {
    ParametricLaw fresh =
        new ParametricLaw(Math.exp(p[0]), p[1], p[2], Math.exp(p[3]), Math.exp(p[4]));
    return new RepeatedDataLaw(fresh, Math.exp(p[5]), Math.exp(p[6]));
  }

  private static double[] point(RepeatedDataLaw law) {
    return new double[] {
      Math.log(law.fresh.irreducible()),
      law.fresh.logA(),
      law.fresh.logB(),
      Math.log(law.fresh.alpha()),
      Math.log(law.fresh.beta()),
      Math.log(law.tokensDecay),
      Math.log(law.parametersDecay)
    };
  }
}
