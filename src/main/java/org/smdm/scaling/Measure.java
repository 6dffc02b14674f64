package org.smdm.scaling;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a law's loss is. */
public enum Measure {
  /** Validation loss. */
  NATS("validation loss (nats per token)"),
  /** Of a task: 0 where all answers are right, and additive where steps must all be right. */
  ACCURACY("−ln accuracy");

  private final String label;

  Measure(String label) {
    this.label = label;
  }

  /** Name of an axis. */
  @JsonValue
  @Override
  public String toString() {
    return label;
  }
}
