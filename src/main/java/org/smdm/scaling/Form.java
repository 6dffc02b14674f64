package org.smdm.scaling;

import com.fasterxml.jackson.annotation.JsonValue;

/** A form that the lowest loss may have as a function of compute. */
public enum Form {
  /** L = k·C^−p through the optima. */
  POWER("power law"),
  /** L = E + k·C^−p through the optima. */
  FLOORED("with floor"),
  /** L(N, D) = E + A/N^α + B/D^β of all runs, at its own best size. */
  PARAMETRIC("L(N, D)");

  private final String label;

  Form(String label) {
    this.label = label;
  }

  @JsonValue
  @Override
  public String toString() {
    return label;
  }
}
