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
public record ParametricLaw(double irreducible, double logA, double logB, double alpha, double beta)
    implements BestLoss {

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

  /** N_opt(C), which is a power law. */
  PowerLaw sizes() {
    return new PowerLaw(Math.log(optimalParameters(1)), parametersExponent());
  }

  /** The exponent of what is above the floor at the best size: αβ / (α + β). */
  private double lossExponent() {
    return alpha * beta / (alpha + beta);
  }

  @Override
  public double at(double budget) {
    double n = optimalParameters(budget);
    return loss(n, budget / (OptimumPoint.OPERATIONS * n));
  }

  @Override
  public double inverse(double loss) {
    double reference = at(1) - irreducible;
    return loss > irreducible
        ? Math.pow((loss - irreducible) / reference, -1 / lossExponent())
        : Double.POSITIVE_INFINITY;
  }

  @Override
  public double exponentAt(double budget) {
    double loss = at(budget);
    return -lossExponent() * (loss - irreducible) / loss;
  }
}
