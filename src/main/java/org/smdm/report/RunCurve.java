package org.smdm.report;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.smdm.io.UserException;
import tech.tablesaw.api.Table;

/**
 * A column of a run's metrics against another.
 *
 * @param x horizontal coordinates, which never fall
 * @param y vertical ones, as many
 * @param error half lengths of error bars, as many; 0 for none
 */
record RunCurve(double[] x, double[] y, double[] error) {

  private static final String VALIDATION = "validation_loss";
  private static final String VALIDATION_ERROR = "validation_standard_error";

  /**
   * The rows in which both columns are filled.
   *
   * @param csv where the metrics are from
   * @throws UserException when the file has no such column
   */
  static RunCurve of(Path csv, Table metrics, String xColumn, String yColumn) {
    double[] x = column(csv, metrics, xColumn);
    double[] y = column(csv, metrics, yColumn);
    double[] error =
        yColumn.equals(VALIDATION) ? column(csv, metrics, VALIDATION_ERROR) : new double[y.length];
    // A validation of a single sequence has no standard error.
    Arrays.setAll(error, i -> Double.isFinite(error[i]) ? error[i] : 0);
    RunCurve all = new RunCurve(x, y, error);
    return all.at(
        IntStream.range(0, x.length)
            .filter(i -> Double.isFinite(x[i]) && Double.isFinite(y[i]))
            .toArray());
  }

  private static double[] column(Path csv, Table metrics, String name) {
    if (!metrics.containsColumn(name)) {
      throw new UserException(
          "%s has no column '%s', perhaps because an older version wrote it: plot another quantity or leave the run out"
              .formatted(csv, name));
    }
    return metrics.numberColumn(name).asDoubleArray();
  }

  int size() {
    return x.length;
  }

  /** The points of these indices. */
  RunCurve at(int[] indices) {
    return new RunCurve(picked(x, indices), picked(y, indices), picked(error, indices));
  }

  private static double[] picked(double[] values, int[] indices) {
    return IntStream.of(indices).mapToDouble(i -> values[i]).toArray();
  }

  /** The same curve in other units. */
  RunCurve scaled(double xFactor, double yFactor) {
    return new RunCurve(times(x, xFactor), times(y, yFactor), times(error, yFactor));
  }

  private static double[] times(double[] values, double factor) {
    return Arrays.stream(values).map(value -> value * factor).toArray();
  }

  /** Without the points that have no place on logarithmic axes. */
  RunCurve placedOn(boolean logX, boolean logY) {
    return at(
        IntStream.range(0, size())
            .filter(i -> (!logX || x[i] > 0) && (!logY || y[i] > 0))
            .toArray());
  }

  /** The same curve with its y averaged over that many points. */
  RunCurve smoothed(int window) {
    return new RunCurve(x, MovingAverage.of(y, window / 2), error);
  }
}
