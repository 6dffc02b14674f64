package org.smdm.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What is known of one family before laws are fitted.
 *
 * @param objective its family
 * @param runs of it; empty where optima alone are known
 * @param budgets with their optima, ascending
 * @param replicates laws of the bootstrap; null where optima alone are known
 * @param parametric fitted to the runs
 * @param bootstrap of the parabolas; null where optima alone are known
 */
record ObjectiveParts(
    Family objective,
    List<LossPoint> runs,
    List<BudgetFit> budgets,
    LawReplicates replicates,
    Optional<ParametricSearch.Found> parametric,
    ParabolaBootstrap bootstrap) {

  /** How far predictions go, as multiples of the largest budget. */
  private static final double[] BEYOND = {1, 10};

  /** Degrees of freedom of noise that evaluation errors say: as good as known. */
  private static final int KNOWN = 200;

  /** Points of a band. */
  private static final int BAND = 13;

  List<BudgetFit> used() {
    return budgets.stream().filter(budget -> budget.optimum() != null).toList();
  }

  List<ParabolaBias> bias() {
    return parametric
        .map(
            found ->
                budgets.stream().map(b -> ParabolaBias.of(found.fit().law(), b.runs())).toList())
        .orElse(List.of());
  }

  /** What single losses make of the optima's scatter; null when unknown. */
  OptimaNoise noise(Function<BudgetFit, Interval> interval) {
    return bootstrap == null
        ? null
        : OptimaNoise.ofRuns(
            used().stream().map(interval).toArray(Interval[]::new),
            bootstrap.freedom() > 0 ? bootstrap.freedom() : KNOWN);
  }

  ObjectiveFitting withoutLaws(List<String> notes) {
    return new ObjectiveFitting(
        new ObjectiveFit(
            objective,
            budgets,
            null,
            null,
            null,
            parametric.map(ParametricSearch.Found::fit).orElse(null),
            List.of(),
            null,
            null,
            List.of(),
            List.of(),
            bootstrap == null ? null : bootstrap.parts(),
            bias(),
            notes),
        null,
        null);
  }

  /** Fits the laws, and all that follows from them. */
  ObjectiveFitting finished(FitOptions options, List<String> notes) {
    List<OptimumPoint> optima = used().stream().map(BudgetFit::optimum).toList();
    if (optima.size() < ObjectiveFitting.FEWEST_BUDGETS) {
      notes.add(
          "%s: %d budgets have an optimum; a power law needs two"
              .formatted(objective, optima.size()));
      return withoutLaws(notes);
    }
    double[] c = optima.stream().mapToDouble(OptimumPoint::budget).toArray();
    double[] n = optima.stream().mapToDouble(OptimumPoint::parameters).toArray();
    double[] d = optima.stream().mapToDouble(OptimumPoint::tokens).toArray();
    double[] l = optima.stream().mapToDouble(OptimumPoint::loss).toArray();
    LawFit size = LawFit.of(c, n, replicates == null ? null : replicates.parameters());
    LawFit loss = LawFit.of(c, l, replicates == null ? null : replicates.loss());
    List<FormFit> forms = new FormFitting(runs, optima, parametric).all();
    OptimaNoise lossOfRuns = noise(BudgetFit::lossInterval);
    OptimaNoise sizeOfRuns = noise(BudgetFit::parametersInterval);
    FormReplicates drawn =
        new FormReplicates(
            c,
            forms,
            forms.stream().map(form -> noise(form, optima, loss, lossOfRuns)).toList(),
            OptimaNoise.of(size.residuals(), LawFit.COEFFICIENTS, sizeOfRuns),
            parametric.map(ParametricSearch.Found::replicates).orElse(new ParametricLaw[0]),
            options,
            objective);
    return new ObjectiveFitting(
        new ObjectiveFit(
            objective,
            budgets,
            size,
            LawFit.of(c, d, replicates == null ? null : replicates.tokens()),
            loss,
            parametric.map(ParametricSearch.Found::fit).orElse(null),
            forms,
            drawn.over(i -> drawn.size(i, 0).exponent()),
            drawn.over(i -> drawn.loss(i, 0).exponentOver(c)),
            predictions(c[c.length - 1], BEYOND, forms, drawn),
            predictions(c[c.length - 1], within(c[0] / c[c.length - 1]), forms, drawn),
            bootstrap == null
                ? null
                : bootstrap.parts().withBetween(excess(loss, lossOfRuns), excess(size, sizeOfRuns)),
            bias(),
            notes),
        replicates,
        drawn);
  }

  /**
   * Noise of the optima about a form. Where runs are not there to say how small it cannot be, the
   * form with floor has the power law's: it lies closer to few optima than their noise.
   */
  private static OptimaNoise noise(
      FormFit form, List<OptimumPoint> optima, LawFit power, OptimaNoise ofRuns) {
    if (form.form() == Form.POWER || ofRuns == null) {
      return OptimaNoise.of(power.residuals(), LawFit.COEFFICIENTS, ofRuns);
    }
    double[] residuals =
        optima.stream().mapToDouble(o -> Math.log(o.loss() / form.law().at(o.budget()))).toArray();
    return OptimaNoise.of(residuals, FlooredLaw.FEWEST, ofRuns);
  }

  private static NoiseParts.Excess excess(LawFit law, OptimaNoise ofRuns) {
    int freedom = law.residuals().length - LawFit.COEFFICIENTS;
    return new NoiseParts.Excess(
        freedom < 1 ? Double.NaN : Arrays.stream(law.residuals()).map(r -> r * r).sum() / freedom,
        ofRuns == null ? Double.NaN : ofRuns.variance());
  }

  /** Multiples of the largest budget from the smallest to it, evenly spaced in logarithms. */
  private static double[] within(double smallest) {
    return IntStream.range(0, BAND)
        .mapToDouble(i -> Math.pow(smallest, 1 - i / (BAND - 1.0)))
        .toArray();
  }

  private static List<ObjectiveFit.Prediction> predictions(
      double largest, double[] multiples, List<FormFit> forms, FormReplicates drawn) {
    FormFit byLoss = Collections.max(forms, Comparator.comparingDouble(FormFit::weight));
    FormFit bySize = Collections.max(forms, Comparator.comparingDouble(FormFit::sizeWeight));
    List<ObjectiveFit.Prediction> predictions = new ArrayList<>();
    for (double beyond : multiples) {
      double budget = largest * beyond;
      predictions.add(
          new ObjectiveFit.Prediction(
              budget,
              beyond,
              bySize.sizes().at(budget),
              drawn.over(i -> drawn.size(i, 0).at(budget)),
              byLoss.law().at(budget),
              drawn.over(i -> drawn.loss(i, 0).at(budget))));
    }
    return predictions;
  }
}
