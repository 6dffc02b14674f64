package org.smdm.chart;

import org.smdm.io.UserException;

/**
 * A horizontal line that marks a value to compare with, for instance the loss of an n-gram model.
 *
 * @param label what the value is
 * @param value where the line is, in the unit of the vertical axis
 */
public record ReferenceLine(String label, double value) {

  /**
   * Checks the value.
   *
   * @throws UserException when it is not finite
   */
  public ReferenceLine {
    ChartText.requirePlain(label);
    if (!Double.isFinite(value)) {
      throw new UserException(
          "the reference line '%s' is at %s: give it a finite value or leave it out"
              .formatted(label, value));
    }
  }
}
