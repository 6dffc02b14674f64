package org.smdm.scaling;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * What the runs of one objective say.
 *
 * @param objective its family
 * @param budgets in ascending order
 * @param parameters N_opt(C) ∝ C^exponent; null with fewer than two optima, as the next two
 * @param tokens D_opt(C)
 * @param loss L_opt(C)
 * @param parametric L(N, D) = E + A/N^α + B/D^β; null with too few runs
 * @param forms of the loss law side by side, with what each misses of budgets left out; empty
 *     without laws
 * @param parametersExponent 95 % of the exponent of N_opt over forms and noise; null when unknown
 * @param lossExponent 95 % over forms and noise of the exponent of the power law through each
 *     form's losses; null when unknown
 * @param predictions what follows for the largest budget and beyond; empty without laws
 * @param band what follows from the smallest to the largest budget; empty without laws
 * @param noise its parts; null without runs
 * @param bias of the parabolas if L(N, D) held, by budget; empty without that form
 * @param notes what was left out, and why
 */
public record ObjectiveFit(
    Family objective,
    List<BudgetFit> budgets,
    LawFit parameters,
    LawFit tokens,
    LawFit loss,
    ParametricFit parametric,
    List<FormFit> forms,
    Interval parametersExponent,
    Interval lossExponent,
    List<Prediction> predictions,
    List<Prediction> band,
    NoiseParts noise,
    List<ParabolaBias> bias,
    List<String> notes) {

  /**
   * Best size and lowest loss at a budget, by the form that holds out best.
   *
   * @param budget FLOPs
   * @param beyond how much more that is than the largest budget with an optimum
   * @param parameters best size
   * @param parametersInterval 95 % over forms and noise; null when unknown
   * @param loss lowest
   * @param lossInterval 95 % over forms and noise; null when unknown
   */
  public record Prediction(
      double budget,
      double beyond,
      double parameters,
      Interval parametersInterval,
      double loss,
      Interval lossInterval) {}

  /** Copies the lists. */
  public ObjectiveFit {
    budgets = List.copyOf(budgets);
    forms = List.copyOf(forms);
    predictions = List.copyOf(predictions);
    band = List.copyOf(band);
    bias = List.copyOf(bias);
    notes = List.copyOf(notes);
  }

  /** The form with the most weight for the loss. */
  public FormFit chosen() {
    return Collections.max(forms, Comparator.comparingDouble(FormFit::weight));
  }

  /** The form with the most weight for the best size. */
  public FormFit chosenForSize() {
    return Collections.max(forms, Comparator.comparingDouble(FormFit::sizeWeight));
  }

  /** What a token costs as budgets count it; for a family with laws. */
  public TokenCost cost() {
    return optima().get(0).cost();
  }

  /** How counts of compute disagree; null when runs do not say, or without L(N, D). */
  @JsonProperty
  public ComputeCounts compute() {
    return parametric == null ? null : ComputeCounts.of(budgets, parametric.law());
  }

  /** Optima of the budgets that have one, ascending. */
  List<OptimumPoint> optima() {
    return budgets.stream().map(BudgetFit::optimum).filter(o -> o != null).toList();
  }

  /** Whether power laws were fitted. */
  public boolean hasLaws() {
    return loss != null;
  }

  /** How well one of the laws is known by the scatter of the optima. */
  LawScatter scatter(LawFit law) {
    double[] c = optima().stream().mapToDouble(OptimumPoint::budget).toArray();
    return LawScatter.of(c, law.law(), law.residuals());
  }
}
