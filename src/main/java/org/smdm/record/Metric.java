package org.smdm.record;

import java.util.Locale;

/** What is recorded of a run, in the order of the columns of {@code metrics.csv}. */
enum Metric {
  STEP,
  TOKENS,
  FLOPS,
  LOSS,
  LEARNING_RATE,
  GRADIENT_NORM,
  SKIPPED_STEPS,
  TOKENS_PER_SECOND,
  FLOPS_PER_SECOND,
  UTILISATION,
  RESIDENT_BYTES,
  ELAPSED_SECONDS,
  VALIDATION_LOSS,
  VALIDATION_STANDARD_ERROR;

  private static final String VALIDATION = "validation_";

  /** The name in {@code metrics.csv} and {@code metrics.jsonl}. */
  String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a validation measures it, and no step does. */
  boolean isOfValidation() {
    return column().startsWith(VALIDATION);
  }

  /** The name in TensorBoard, whose part before the slash groups charts. */
  String tag() {
    return isOfValidation()
        ? "validation/" + column().substring(VALIDATION.length())
        : "train/" + column();
  }
}
