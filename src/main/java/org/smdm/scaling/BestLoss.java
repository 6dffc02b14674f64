package org.smdm.scaling;

/** Lowest loss that a budget allows, by one form of the law; it falls with compute. */
public sealed interface BestLoss permits PowerLaw, FlooredLaw, ParametricLaw {

  /** Loss in nats per token at a budget in FLOPs. */
  double at(double budget);

  /** FLOPs at which the loss is reached; infinite for one at or below the form's floor. */
  double inverse(double loss);

  /** d ln L / d ln C at a budget. */
  double exponentAt(double budget);
}
