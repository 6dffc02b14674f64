package org.smdm.scaling;

import org.smdm.io.UserException;

/**
 * What one run of a grid gave.
 *
 * @param objective its family
 * @param budget FLOPs that it was planned with: runs of one budget are compared
 * @param parameters N, without embeddings
 * @param tokens D, read in training
 * @param loss validation loss in nats per token
 * @param lossError its standard error; NaN when unknown
 * @param run its name; may be empty
 * @param flops training FLOPs as counted, with attention and head; NaN when unknown
 * @param allParameters with embeddings and head; NaN when unknown
 */
public record LossPoint(
    Family objective,
    double budget,
    double parameters,
    double tokens,
    double loss,
    double lossError,
    String run,
    double flops,
    double allParameters) {

  /** Checks that logarithms exist. */
  public LossPoint {
    positive("budget", budget);
    positive("parameters", parameters);
    positive("tokens", tokens);
    positive("loss", loss);
  }

  /** A run of which neither counted FLOPs nor all parameters are known. */
  public LossPoint(
      Family objective,
      double budget,
      double parameters,
      double tokens,
      double loss,
      double lossError,
      String run) {
    this(objective, budget, parameters, tokens, loss, lossError, run, Double.NaN, Double.NaN);
  }

  static void positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new UserException(name + " is " + value + ": write a finite number above 0");
    }
  }
}
