package org.smdm.scaling;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * L(N, D) = E + A/N^α + B/D^β (Hoffmann et al. 2022, approach 3).
 *
 * @param irreducible E, in nats per token
 * @param logA natural logarithm of A
 * @param logB natural logarithm of B
 * @param alpha exponent of N
 * @param beta exponent of D
 */
public record ParametricLaw(
    double irreducible, double logA, double logB, double alpha, double beta) {

  /**
   * Loss in nats per token.
   *
   * @param parameters N
   * @param tokens D
   */
  public double loss(double parameters, double tokens) {
    return irreducible
        + Math.exp(logA - alpha * Math.log(parameters))
        + Math.exp(logB - beta * Math.log(tokens));
  }

  /** The exponent of N_opt(C) that follows: β / (α + β). */
  @JsonProperty
  public double parametersExponent() {
    return beta / (alpha + beta);
  }

  /** N with the lowest loss at a budget of 6·N·D operations. */
  public double optimalParameters(double budget) {
    double logRatio = Math.log(alpha / beta) + logA - logB;
    return Math.exp(
        (logRatio + beta * Math.log(budget / OptimumPoint.OPERATIONS)) / (alpha + beta));
  }
}
