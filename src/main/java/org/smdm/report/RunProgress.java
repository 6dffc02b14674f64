package org.smdm.report;

/** What runs can be compared over. */
public enum RunProgress {
  /** Tokens read. */
  TOKENS("tokens", "training tokens"),
  /** Optimiser steps. */
  STEPS("step", "optimiser steps"),
  /** 6·N·D: six operations per non-embedding parameter and token. */
  FLOPS("flops", "training FLOPs (6·N·D)"),
  /** Time in training, without validation and checkpoints. */
  SECONDS("elapsed_seconds", "training time (s)");

  private static final double MINUTE = 60;
  private static final double HOUR = 3600;

  /** As many minutes or hours make that unit the one to read. */
  private static final double ENOUGH = 5;

  private final String column;
  private final String label;

  RunProgress(String column, String label) {
    this.column = column;
    this.label = label;
  }

  /** The column of the metrics. */
  String column() {
    return column;
  }

  /**
   * The axis label.
   *
   * @param largest value to be shown, in the unit of the metrics
   */
  String label(double largest) {
    double divisor = divisor(largest);
    return divisor == HOUR
        ? "training time (h)"
        : divisor == MINUTE ? "training time (min)" : label;
  }

  /** What values are divided by to be in the unit of the label. */
  double divisor(double largest) {
    if (this != SECONDS) {
      return 1;
    }
    return largest >= ENOUGH * HOUR ? HOUR : largest >= ENOUGH * MINUTE ? MINUTE : 1;
  }
}
