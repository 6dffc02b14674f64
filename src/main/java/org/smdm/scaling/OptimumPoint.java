package org.smdm.scaling;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The best size for a budget.
 *
 * @param objective its family
 * @param budget FLOPs (6·N·D)
 * @param parameters N with the lowest loss, without embeddings
 * @param loss that loss in nats per token
 */
public record OptimumPoint(Family objective, double budget, double parameters, double loss) {

  /** Operations per parameter and token, forward and backward (paper section 3). */
  static final double OPERATIONS = 6;

  /** Checks that logarithms exist. */
  public OptimumPoint {
    LossPoint.positive("budget", budget);
    LossPoint.positive("parameters", parameters);
    LossPoint.positive("loss", loss);
  }

  /** D that the budget allows at this size. */
  @JsonProperty
  public double tokens() {
    return budget / (OPERATIONS * parameters);
  }
}
