package org.smdm.report;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
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

  /** Strips narrower than a unit of the figure show nothing more. */
  private static final int STRIPS = 700;

  private static final int POINTS_PER_STRIP = 4;
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

  /**
   * The same curve with its y averaged over a window: centred, narrower at the steep beginning so
   * that no point is biased by the slope, and over earlier points alone at the end.
   *
   * @param window points that one averages over
   */
  RunCurve smoothed(int window) {
    double[] sums = new double[size() + 1];
    for (int i = 0; i < size(); i++) {
      sums[i + 1] = sums[i] + y[i];
    }
    double[] mean = new double[size()];
    for (int i = 0; i < size(); i++) {
      int before = Math.min(window / 2, i);
      int after = Math.min(before, size() - 1 - i);
      mean[i] = (sums[i + after + 1] - sums[i - before]) / (before + after + 1);
    }
    return new RunCurve(x, mean, error);
  }

  /**
   * Leaves out points that no eye could tell apart, so that a figure of a long run stays small: of
   * every narrow strip of the axis the first, the last, the lowest and the highest point stay.
   *
   * @param logarithmic whether strips are of equal ratios; x is positive then, and never falls
   */
  RunCurve thinned(boolean logarithmic) {
    if (size() <= STRIPS * POINTS_PER_STRIP) {
      return this;
    }
    double[] place = logarithmic ? Arrays.stream(x).map(Math::log).toArray() : x;
    double width = (place[size() - 1] - place[0]) / STRIPS;
    TreeSet<Integer> kept = new TreeSet<>();
    int from = 0;
    while (from < size()) {
      long strip = (long) ((place[from] - place[0]) / width);
      int lowest = from;
      int highest = from;
      int to = from;
      while (to < size() && (long) ((place[to] - place[0]) / width) == strip) {
        lowest = y[to] < y[lowest] ? to : lowest;
        highest = y[to] > y[highest] ? to : highest;
        to++;
      }
      kept.addAll(List.of(from, lowest, highest, to - 1));
      from = to;
    }
    return at(kept.stream().mapToInt(Integer::intValue).toArray());
  }
}
