package org.smdm.io;

/** Range checks of config fields, each failing with the field, its value and what to write. */
public final class Check {

  private Check() {}

  public static void atLeast(String field, long value, long minimum) {
    if (value < minimum) {
      throw new UserException(
          field + " is " + value + ": write a whole number of at least " + minimum);
    }
  }

  public static void positive(String field, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new UserException(field + " is " + value + ": write a finite number above 0");
    }
  }

  public static void notNegative(String field, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new UserException(field + " is " + value + ": write a finite number of at least 0");
    }
  }

  /** Checks {@code from ≤ value < to}. */
  public static void within(String field, double value, double from, double to) {
    if (!(value >= from && value < to)) {
      throw new UserException(
          field + " is " + value + ": write a number from " + from + " to below " + to);
    }
  }

  public static void present(String field, Object value) {
    if (value == null || (value instanceof String text && text.isBlank())) {
      throw new UserException(field + " is missing: give it a value");
    }
  }
}
