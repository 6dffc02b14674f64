package org.smdm.scaling;

import org.smdm.io.UserException;

/**
 * What one run of a grid gave.
 *
 * @param objective its family
 * @param budget FLOPs (6·N·D) that it was planned with: runs of one budget are compared
 * @param parameters N, without embeddings
 * @param tokens D, read in training
 * @param loss validation loss in nats per token
 * @param lossError its standard error; NaN when unknown
 * @param run its name; may be empty
 */
public record LossPoint(
    Family objective,
    double budget,
    double parameters,
    double tokens,
    double loss,
    double lossError,
    String run) {

  /** Checks that logarithms exist. */
  public LossPoint {
    positive("budget", budget);
    positive("parameters", parameters);
    positive("tokens", tokens);
    positive("loss", loss);
  }

  static void positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new UserException(name + " is " + value + ": write a finite number above 0");
    }
  }
}
