package org.smdm.config;

import org.smdm.io.Check;

/**
 * How a model is validated during and after training.
 *
 * @param everySteps optimiser steps between validations; 0 validates only at the end
 * @param sequences blocks of the validation data, the same every time
 * @param monteCarloSamples noised copies per sequence for the MDM's bound; an ARM needs none
 */
public record ValidationConfig(long everySteps, int sequences, int monteCarloSamples) {

  /** Validates the ranges. */
  public ValidationConfig {
    Check.atLeast("everySteps", everySteps, 0);
    Check.atLeast("sequences", sequences, 1);
    Check.atLeast("monteCarloSamples", monteCarloSamples, 1);
  }
}
