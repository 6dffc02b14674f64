package org.smdm.config;

import org.smdm.io.Check;

/**
 * The peak learning rate of a width: {@code peak · (width / embd)^exponent}.
 *
 * @param peak at the width
 * @param width where it is known, for instance tried out
 * @param exponent 0 for the same rate everywhere, as the paper; 1 in inverse proportion
 */
public record LearningRateRule(double peak, int width, double exponent) {

  /** Validates the ranges. */
  public LearningRateRule {
    Check.positive("peak", peak);
    Check.atLeast("width", width, 1);
    Check.notNegative("exponent", exponent);
  }

  /** The peak for a width. */
  public double at(int embd) {
    return peak * Math.pow((double) width / embd, exponent);
  }
}
