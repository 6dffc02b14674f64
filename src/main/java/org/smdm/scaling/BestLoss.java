package org.smdm.scaling;

import java.util.Arrays;

/** Lowest loss that a budget allows, by one form of the law; it falls with compute. */
public sealed interface BestLoss permits PowerLaw, FlooredLaw, ParametricLaw {

  /** Loss in nats per token at a budget in FLOPs. */
  double at(double budget);

  /** FLOPs at which the loss is reached; infinite for one at or below the form's floor. */
  double inverse(double loss);

  /**
   * Exponent of the power law through the form's own losses, by which forms are compared.
   *
   * @param budgets FLOPs, at least two different
   */
  default double exponentOver(double[] budgets) {
    return PowerLaw.fit(budgets, Arrays.stream(budgets).map(this::at).toArray()).exponent();
  }
}
