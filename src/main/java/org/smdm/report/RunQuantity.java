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

  String label() {
    return label;
  }

  /** From the unit of the metrics to that of the axis. */
  double factor() {
    return factor;
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
