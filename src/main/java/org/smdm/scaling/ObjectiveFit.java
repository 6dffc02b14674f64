package org.smdm.scaling;

import java.util.List;
import org.smdm.config.ModelFamily;

/**
 * What the runs of one objective say.
 *
 * @param objective ARM or MDM
 * @param budgets in ascending order
 * @param parameters N_opt(C) ∝ C^exponent; null with fewer than two optima, as the next two
 * @param tokens D_opt(C)
 * @param loss L_opt(C)
 * @param parametric L(N, D) = E + A/N^α + B/D^β; null with too few runs
 * @param notes what was left out, and why
 */
public record ObjectiveFit(
    ModelFamily objective,
    List<BudgetFit> budgets,
    LawFit parameters,
    LawFit tokens,
    LawFit loss,
    ParametricFit parametric,
    List<String> notes) {

  /** Copies the lists. */
  public ObjectiveFit {
    budgets = List.copyOf(budgets);
    notes = List.copyOf(notes);
  }

  /** Whether power laws were fitted. */
  public boolean hasLaws() {
    return loss != null;
  }

  /** How well one of the laws is known by the scatter of the optima. */
  LawScatter scatter(LawFit law) {
    double[] c =
        budgets.stream()
            .filter(budget -> budget.optimum() != null)
            .mapToDouble(BudgetFit::budget)
            .toArray();
    return LawScatter.of(c, law.law(), law.residuals());
  }
}
