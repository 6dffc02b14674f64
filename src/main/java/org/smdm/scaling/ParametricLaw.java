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
 * @param cost of a token as budgets count it
 */
public record ParametricLaw(
    double irreducible, double logA, double logB, double alpha, double beta, TokenCost cost)
    implements BestLoss {

  /** For budgets of 6·N·D. */
  public ParametricLaw(double irreducible, double logA, double logB, double alpha, double beta) {
    this(irreducible, logA, logB, alpha, beta, TokenCost.SIX_N);
  }

  /** The same losses where budgets count otherwise. */
  ParametricLaw withCost(TokenCost other) {
    return new ParametricLaw(irreducible, logA, logB, alpha, beta, other);
  }

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

  /**
   * The exponent of N_opt(C) that follows: β / (α + εβ) where a token costs as N^ε; ε of 6·N is 1.
   */
  @JsonProperty
  public double parametersExponent() {
    return beta / (alpha + cost.exponent() * beta);
  }

  /** N with the lowest loss at a budget. */
  public double optimalParameters(double budget) {
    double logRatio = Math.log(alpha / (cost.exponent() * beta)) + logA - logB;
    return Math.exp(
        (logRatio + beta * Math.log(budget / cost.factor())) / (alpha + cost.exponent() * beta));
  }

  /** N whose best number of tokens is the given one. */
  double parametersFor(double tokens) {
    double logRatio = Math.log(alpha / (cost.exponent() * beta)) + logA - logB;
    return Math.exp((logRatio + beta * Math.log(tokens)) / alpha);
  }

  /** N_opt(C), which is a power law. */
  PowerLaw sizes() {
    return new PowerLaw(Math.log(optimalParameters(1)), parametersExponent());
  }

  /** The exponent of what is above the floor at the best size: αβ / (α + εβ). */
  private double lossExponent() {
    return alpha * parametersExponent();
  }

  @Override
  public double at(double budget) {
    double n = optimalParameters(budget);
    return loss(n, budget / cost.at(n));
  }

  @Override
  public double inverse(double loss) {
    double reference = at(1) - irreducible;
    return loss > irreducible
        ? Math.pow((loss - irreducible) / reference, -1 / lossExponent())
        : Double.POSITIVE_INFINITY;
  }
}
