package org.smdm.config;

import org.smdm.io.Check;
import org.smdm.io.UserException;

/**
 * How Llama 3.1 and later stretch the rotary angles to longer texts than they were first trained
 * on: frequencies whose wave is long are divided, those whose wave is short are kept, and between
 * the two one goes over into the other.
 *
 * @param factor divides the low frequencies
 * @param lowFactor waves longer than {@code positions / lowFactor} are long
 * @param highFactor waves shorter than {@code positions / highFactor} are short
 * @param positions longest text of the first training, in tokens
 */
public record RopeScaling(double factor, double lowFactor, double highFactor, int positions) {

  /** Validates the ranges. */
  public RopeScaling {
    Check.positive("factor", factor);
    Check.positive("lowFactor", lowFactor);
    Check.positive("highFactor", highFactor);
    Check.atLeast("positions", positions, 1);
    if (highFactor <= lowFactor) {
      throw new UserException(
          "the rope scaling's high_freq_factor is %s with a low_freq_factor of %s: write a larger one"
              .formatted(highFactor, lowFactor));
    }
  }

  /**
   * A frequency as it is used, computed in float32 as transformers does.
   *
   * @param frequency angle from one position to the next
   */
  public float scaled(float frequency) {
    float wave = (float) (2 * Math.PI) / frequency;
    float divided = frequency / (float) factor;
    if (wave > (float) (positions / lowFactor)) {
      return divided;
    }
    if (wave < (float) (positions / highFactor)) {
      return frequency;
    }
    float kept = (positions / wave - (float) lowFactor) / (float) (highFactor - lowFactor);
    return (1 - kept) * divided + kept * frequency;
  }
}
