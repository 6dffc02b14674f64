package org.smdm.chart;

import org.smdm.io.UserException;

/**
 * One axis of a chart.
 *
 * @param label quantity and unit, for instance {@code "validation loss (nats per token)"}
 * @param logarithmic whether equal ratios rather than equal differences are equally far apart
 * @param fromZero whether a linear axis of positive values begins at 0, as amounts do
 */
public record ChartAxis(String label, boolean logarithmic, boolean fromZero) {

  /**
   * Checks the label.
   *
   * @throws UserException for a label between dollar signs
   */
  public ChartAxis {
    ChartText.requirePlain(label);
  }

  /** An axis of equal differences. */
  public static ChartAxis linear(String label) {
    return new ChartAxis(label, false, false);
  }

  /** An axis of equal ratios; every value on it must be positive. */
  public static ChartAxis logarithmic(String label) {
    return new ChartAxis(label, true, false);
  }

  /** Refuses a value that has no place on this axis. */
  void requirePlace(double value, String what) {
    if (logarithmic && value <= 0) {
      throw new UserException(
          "%s reaches %s on the logarithmic axis '%s', which has room for positive values only: use a linear axis or leave such points out"
              .formatted(what, value, label));
    }
  }
}
