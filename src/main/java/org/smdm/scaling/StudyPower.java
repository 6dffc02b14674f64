package org.smdm.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.smdm.stats.Quantile;

/**
 * What a study may be expected to say: it is made many times, with other noise each time, and
 * fitted.
 *
 * @param studies how often
 * @param expectations of each number that is fitted
 */
public record StudyPower(int studies, List<Expectation> expectations) {

  /**
   * What is to be expected of one number.
   *
   * @param family of which; two of a gap
   * @param quantity which number
   * @param truth that made the losses
   * @param low median of the lower ends of the intervals
   * @param high median of the upper ends
   * @param holding share of intervals that hold the truth
   * @param known share of studies that gave an interval
   * @param bias median of the number found, less the truth
   */
  public record Expectation(
      String family,
      String quantity,
      double truth,
      double low,
      double high,
      double holding,
      double known,
      double bias) {}

  private record Found(
      String family, String quantity, double truth, double value, Interval interval) {}

  private record Key(String family, String quantity) {}

  /**
   * Simulates.
   *
   * @param study to be made
   * @param options of each fit
   * @param studies how often it is made
   */
  public static StudyPower of(SimulatedStudy study, FitOptions options, int studies) {
    List<List<Found>> all =
        IntStream.range(0, studies)
            .parallel()
            .mapToObj(
                i -> {
                  long seed = options.seed() + i;
                  return found(study, ScalingFit.of(study.draw(seed), options.withSeed(seed)));
                })
            .toList();
    Map<Key, List<Found>> byQuantity = new LinkedHashMap<>();
    all.forEach(
        one ->
            one.forEach(
                f ->
                    byQuantity
                        .computeIfAbsent(new Key(f.family, f.quantity), key -> new ArrayList<>())
                        .add(f)));
    List<Expectation> expectations = new ArrayList<>();
    byQuantity.forEach((key, values) -> expectations.add(expectation(key, values, studies)));
    return new StudyPower(studies, expectations);
  }

  private static Expectation expectation(Key key, List<Found> found, int studies) {
    List<Found> known = found.stream().filter(f -> f.interval != null).toList();
    return new Expectation(
        key.family,
        key.quantity,
        found.get(0).truth,
        median(known.stream().mapToDouble(f -> f.interval.low()).toArray()),
        median(known.stream().mapToDouble(f -> f.interval.high()).toArray()),
        known.stream().filter(f -> f.interval.contains(f.truth)).count() / (double) known.size(),
        known.size() / (double) studies,
        median(found.stream().mapToDouble(f -> f.value).toArray()) - found.get(0).truth);
  }

  private static double median(double[] values) {
    return Quantile.of(Arrays.stream(values).sorted().toArray(), 0.5);
  }

  private static List<Found> found(SimulatedStudy study, ScalingFit fit) {
    List<Found> found = new ArrayList<>();
    for (ObjectiveFit objective : fit.objectives()) {
      if (objective.hasLaws()) {
        found.addAll(found(objective, study.truths().get(objective.objective()).law()));
      }
    }
    for (ComputeGap gap : fit.gaps()) {
      ParametricLaw first = study.truths().get(gap.family()).law();
      ParametricLaw second = study.truths().get(gap.other()).law();
      for (ComputeGap.Point point : gap.reached()) {
        found.add(
            new Found(
                gap.other() + " / " + gap.family(),
                String.format(Locale.ROOT, "gap at %.3g", point.budget()),
                second.inverse(first.at(point.budget())) / point.budget(),
                point.chosen(),
                point.overForms()));
      }
    }
    return found;
  }

  private static List<Found> found(ObjectiveFit fit, ParametricLaw truth) {
    String family = fit.objective().toString();
    List<OptimumPoint> optima = fit.optima();
    double[] budgets = optima.stream().mapToDouble(OptimumPoint::budget).toArray();
    FormFit size = fit.chosenForSize();
    List<Found> found = new ArrayList<>();
    found.add(
        new Found(
            family,
            "exponent of N_opt",
            truth.parametersExponent(),
            size.sizes().exponent(),
            fit.parametersExponent()));
    found.add(
        new Found(
            family,
            "exponent of L_opt",
            truth.exponentOver(budgets),
            fit.chosen().law().exponentOver(budgets),
            fit.lossExponent()));
    for (ObjectiveFit.Prediction p : fit.predictions()) {
      String at = p.beyond() == 1 ? "" : String.format(Locale.ROOT, ", %.0f× on", p.beyond());
      found.add(
          new Found(
              family,
              "ln N_opt" + at,
              Math.log(truth.optimalParameters(p.budget())),
              Math.log(p.parameters()),
              p.parametersInterval() == null ? null : p.parametersInterval().logarithm()));
      found.add(new Found(family, "L_opt" + at, truth.at(p.budget()), p.loss(), p.lossInterval()));
    }
    ParametricFit parametric = fit.parametric();
    if (parametric != null) {
      found.add(
          new Found(
              family,
              "E",
              truth.irreducible(),
              parametric.law().irreducible(),
              parametric.irreducible()));
      found.add(
          new Found(family, "α", truth.alpha(), parametric.law().alpha(), parametric.alpha()));
      found.add(new Found(family, "β", truth.beta(), parametric.law().beta(), parametric.beta()));
    }
    return found;
  }
}
