package org.smdm.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.smdm.scaling.ParametricProblem.Minimum;
import org.smdm.tensor.RandomStreams;

/** Fits the parametric form from many starts, and its bootstrap. */
final class ParametricSearch {

  private static final double[] EXPONENTS = {0.15, 0.4, 0.8};

  /** Shares of the loss that are irreducible at a start. */
  private static final double[] IRREDUCIBLE = {0.1, 0.5, 0.85};

  /** Shares of the rest that come from the size. */
  private static final double[] BY_SIZE = {0.2, 0.5, 0.8};

  private static final int MOST_MINIMA = 5;

  private ParametricSearch() {}

  /** Whether there are more runs than unknowns, of several budgets. */
  static boolean isPossible(List<LossPoint> runs) {
    return runs.size() > ParametricProblem.UNKNOWNS
        && runs.stream().mapToDouble(LossPoint::budget).distinct().count() > 1;
  }

  /**
   * What a search found.
   *
   * @param fit with its intervals
   * @param replicates laws of the bootstrap
   * @param starts points of the distinct minima, the best first
   */
  record Found(ParametricFit fit, ParametricLaw[] replicates, List<double[]> starts) {

    /**
     * The law of other runs of the same grid, as of all but one budget; empty without a minimum.
     */
    Optional<ParametricLaw> again(List<LossPoint> runs) {
      if (!isPossible(runs)) {
        return Optional.empty();
      }
      ParametricProblem problem = new ParametricProblem(runs);
      List<double[]> from = new ArrayList<>(starts);
      from.addAll(someStarts(problem.meanLogLoss()));
      return best(problem, from);
    }
  }

  /**
   * Fits.
   *
   * @return empty where it is impossible, or no start finds a minimum
   */
  static Optional<Found> fit(List<LossPoint> runs, FitOptions options, Family objective) {
    if (!isPossible(runs)) {
      return Optional.empty();
    }
    ParametricProblem problem = new ParametricProblem(runs);
    List<double[]> starts = starts(problem.meanLogLoss());
    List<Minimum> minima =
        starts.parallelStream()
            .map(problem::from)
            .flatMap(Optional::stream)
            .sorted(Comparator.comparingDouble(Minimum::objective))
            .toList();
    if (minima.isEmpty()) {
      return Optional.empty();
    }
    Minimum best = minima.get(0);
    int agreeing = (int) minima.stream().filter(best::agrees).count();
    ParametricLaw law = problem.law(best.point());
    double[] residuals =
        runs.stream()
            .mapToDouble(
                run -> Math.log(run.loss()) - Math.log(law.loss(run.parameters(), run.tokens())))
            .toArray();
    List<double[]> distinct = new ArrayList<>(distinct(minima));
    if (best.point()[2] < ParametricProblem.NO_FLOOR) {
      // From where the floor is nothing, no search would find one.
      double[] withFloor = best.point().clone();
      withFloor[2] = problem.meanLogLoss() + Math.log(IRREDUCIBLE[0]);
      distinct.add(withFloor);
    }
    ParametricLaw[] replicates =
        replicates(
            problem, new ResidualNoise(runs, residuals), residuals, distinct, options, objective);
    return Optional.of(
        new Found(
            new ParametricFit(
                law,
                best.objective(),
                new ParametricFit.Starts(agreeing, starts.size()),
                interval(replicates, ParametricLaw::irreducible),
                interval(replicates, ParametricLaw::alpha),
                interval(replicates, ParametricLaw::beta),
                interval(replicates, ParametricLaw::parametersExponent),
                residuals),
            replicates,
            distinct));
  }

  /** The best, and worse ones in which a replicate may do better. */
  private static List<double[]> distinct(List<Minimum> ascending) {
    List<Minimum> kept = new ArrayList<>();
    for (Minimum minimum : ascending) {
      if (kept.size() < MOST_MINIMA && kept.stream().noneMatch(k -> k.agrees(minimum))) {
        kept.add(minimum);
      }
    }
    return kept.stream().map(Minimum::point).toList();
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

  /** One start in twenty-seven, for what the minima of all runs do not lead to. */
  private static List<double[]> someStarts(double meanLogLoss) {
    List<double[]> all = starts(meanLogLoss);
    return IntStream.range(0, all.size()).filter(i -> i % 27 == 13).mapToObj(all::get).toList();
  }

  private static ParametricLaw[] replicates(
      ParametricProblem problem,
      ResidualNoise noise,
      double[] residuals,
      List<double[]> starts,
      FitOptions options,
      Family objective) {
    RandomStreams streams = new RandomStreams(options.seed());
    String purpose = "scaling-parametric-" + objective.label();
    return IntStream.range(0, options.parametricResamples())
        .parallel()
        .mapToObj(
            i -> best(problem.withNoise(residuals, noise.draw(streams.stream(purpose, i))), starts))
        .flatMap(Optional::stream)
        .toArray(ParametricLaw[]::new);
  }

  private static Optional<ParametricLaw> best(ParametricProblem problem, List<double[]> starts) {
    return starts.stream()
        .map(problem::from)
        .flatMap(Optional::stream)
        .min(Comparator.comparingDouble(Minimum::objective))
        .map(minimum -> problem.law(minimum.point()));
  }

  private static Interval interval(
      ParametricLaw[] replicates, ToDoubleFunction<ParametricLaw> value) {
    return Interval.ofReplicates(Arrays.stream(replicates).mapToDouble(value).toArray());
  }
}
