package org.smdm.report;

import java.util.Locale;

/** What can be compared between runs. */
public enum RunQuantity {
  /** Training loss, with the validation losses. */
  LOSS("loss (nats per token; points: validation)", 1, true, true),
  /** Validation loss alone. */
  VALIDATION_LOSS("validation loss (nats per token)", 1, false, true),
  /** Speed of training. */
  TOKENS_PER_SECOND("training speed (tokens per second)", 1, true, false),
  /** Learning rate of the schedule. */
  LEARNING_RATE("learning rate", 1, false, false),
  /** Global norm of the gradients before clipping. */
  GRADIENT_NORM("gradient norm before clipping", 1, true, true),
  /** Main memory of the process. */
  RESIDENT_BYTES("resident memory (GB)", 1e-9, false, false);

  private static final String NATS = "nats per token";

  private final String label;
  private final double factor;
  private final boolean noisy;
  private final boolean settles;

  RunQuantity(String label, double factor, boolean noisy, boolean settles) {
    this.label = label;
    this.factor = factor;
    this.noisy = noisy;
    this.settles = settles;
  }

  /** The column of the metrics. */
  String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What the axis is called.
   *
   * @param bytesPerToken to show losses in bits per byte; NaN for nats per token
   */
  String label(double bytesPerToken) {
    return Double.isNaN(bytesPerToken) ? label : label.replace(NATS, "bits per byte");
  }

  /** From the unit of the metrics to that of the axis. */
  double factor(double bytesPerToken) {
    boolean isInBits = !Double.isNaN(bytesPerToken) && label.contains(NATS);
    return isInBits ? 1 / Math.log(2) / bytesPerToken : factor;
  }

  /** Whether it jumps from step to step, so that a mean says more. */
  boolean isNoisy() {
    return noisy;
  }

  /** Whether it is an amount, whose size shows only beside 0. */
  boolean isAmount() {
    return this == RESIDENT_BYTES || this == TOKENS_PER_SECOND;
  }

  /** Whether most happens in the beginning, which a logarithmic horizontal axis spreads. */
  boolean settles() {
    return settles;
  }
}
