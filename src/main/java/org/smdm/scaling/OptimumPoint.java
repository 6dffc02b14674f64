package org.smdm.scaling;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The best size for a budget.
 *
 * @param objective its family
 * @param budget FLOPs
 * @param parameters N with the lowest loss, without embeddings
 * @param loss that loss in nats per token
 * @param cost of a token as the budget counts it
 */
public record OptimumPoint(
    Family objective, double budget, double parameters, double loss, TokenCost cost) {

  /** Checks that logarithms exist. */
  public OptimumPoint {
    LossPoint.positive("budget", budget);
    LossPoint.positive("parameters", parameters);
    LossPoint.positive("loss", loss);
  }

  /** Of a budget of 6·N·D. */
  public OptimumPoint(Family objective, double budget, double parameters, double loss) {
    this(objective, budget, parameters, loss, TokenCost.SIX_N);
  }

  /** D that the budget allows at this size. */
  @JsonProperty
  public double tokens() {
    return budget / cost.at(parameters);
  }
}
