package org.smdm.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.smdm.config.ModelFamily;
import org.smdm.scaling.ParametricProblem.Minimum;
import org.smdm.tensor.RandomStreams;

/** Fits the parametric form from many starts, and its bootstrap. */
final class ParametricSearch {

  private static final double[] EXPONENTS = {0.15, 0.4, 0.8};

  /** Shares of the loss that are irreducible at a start. */
  private static final double[] IRREDUCIBLE = {0.1, 0.5, 0.85};

  /** Shares of the rest that come from the size. */
  private static final double[] BY_SIZE = {0.2, 0.5, 0.8};

  private static final double AGREEMENT = 0.01;

  /** Starts of a replicate, beside the fit of all runs. */
  private static final int REPLICATE_STARTS = 4;

  private ParametricSearch() {}

  /** Whether there are more runs than unknowns, of several budgets. */
  static boolean isPossible(List<LossPoint> runs) {
    return runs.size() > ParametricProblem.UNKNOWNS
        && runs.stream().mapToDouble(LossPoint::budget).distinct().count() > 1;
  }

  /**
   * Fits.
   *
   * @return null where it is impossible, or no start finds a minimum
   */
  static ParametricFit fit(List<LossPoint> runs, FitOptions options, ModelFamily objective) {
    if (!isPossible(runs)) {
      return null;
    }
    ParametricProblem problem = new ParametricProblem(runs);
    List<double[]> starts = starts(problem.meanLogLoss());
    List<Minimum> minima =
        starts.stream()
            .map(problem::from)
            .flatMap(Optional::stream)
            .sorted(Comparator.comparingDouble(Minimum::objective))
            .toList();
    if (minima.isEmpty()) {
      return null;
    }
    Minimum best = minima.get(0);
    int agreeing =
        (int)
            minima.stream()
                .filter(m -> m.objective() <= best.objective() * (1 + AGREEMENT) + 1e-15)
                .count();
    ParametricLaw law = problem.law(best.point());
    double[] residuals =
        runs.stream()
            .mapToDouble(
                run -> Math.log(run.loss()) - Math.log(law.loss(run.parameters(), run.tokens())))
            .toArray();
    List<ParametricLaw> replicates = replicates(problem, residuals, minima, options, objective);
    return new ParametricFit(
        law,
        best.objective(),
        new ParametricFit.Starts(agreeing, starts.size()),
        interval(replicates, ParametricLaw::irreducible),
        interval(replicates, ParametricLaw::alpha),
        interval(replicates, ParametricLaw::beta),
        interval(replicates, ParametricLaw::parametersExponent),
        residuals);
  }

  private static List<double[]> starts(double meanLogLoss) {
    List<double[]> starts = new ArrayList<>();
    for (double alpha : EXPONENTS) {
      for (double beta : EXPONENTS) {
        for (double irreducible : IRREDUCIBLE) {
          for (double bySize : BY_SIZE) {
            double rest = 1 - irreducible;
            starts.add(
                new double[] {
                  meanLogLoss + Math.log(rest * bySize),
                  meanLogLoss + Math.log(rest * (1 - bySize)),
                  meanLogLoss + Math.log(irreducible),
                  alpha,
                  beta
                });
          }
        }
      }
    }
    return starts;
  }

  private static List<ParametricLaw> replicates(
      ParametricProblem problem,
      double[] residuals,
      List<Minimum> minima,
      FitOptions options,
      ModelFamily objective) {
    double squares = Arrays.stream(residuals).map(r -> r * r).sum();
    int freedom = residuals.length - ParametricProblem.UNKNOWNS;
    RandomStreams streams = new RandomStreams(options.seed());
    // The best minima of all runs, and worse ones in which a replicate may do better.
    List<double[]> starts =
        IntStream.rangeClosed(0, REPLICATE_STARTS)
            .mapToObj(i -> minima.get(i * (minima.size() - 1) / REPLICATE_STARTS).point())
            .toList();
    return IntStream.range(0, options.parametricResamples())
        .mapToObj(
            i -> {
              DrawnNoise noise =
                  DrawnNoise.of(
                      squares,
                      freedom,
                      streams.stream("scaling-parametric-" + objective.label(), i));
              return replicate(problem.withNoise(residuals, noise), starts);
            })
        .filter(Objects::nonNull)
        .toList();
  }

  private static ParametricLaw replicate(ParametricProblem problem, List<double[]> starts) {
    List<Minimum> minima =
        new ArrayList<>(starts.stream().map(problem::from).flatMap(Optional::stream).toList());
    return minima.isEmpty()
        ? null
        : problem.law(
            Collections.min(minima, Comparator.comparingDouble(Minimum::objective)).point());
  }

  private static Interval interval(
      List<ParametricLaw> replicates, ToDoubleFunction<ParametricLaw> value) {
    return Interval.ofReplicates(replicates.stream().mapToDouble(value).toArray());
  }
}
