package org.smdm.config;

/**
 * How text is drawn from a model.
 *
 * @param length tokens of each sequence, prompt included
 * @param steps denoising steps of an MDM; an ARM takes one per token
 * @param temperature 1 draws from the model's distribution, 0 takes the most likely token
 */
public record SamplingConfig(int length, int steps, double temperature) {

  /** Validates the ranges. */
  public SamplingConfig {
    Check.atLeast("length", length, 1);
    Check.atLeast("steps", steps, 1);
    Check.notNegative("temperature", temperature);
  }
}
