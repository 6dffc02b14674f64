package org.smdm.chart;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import org.smdm.io.UserException;

/**
 * The part of an axis that a chart shows.
 *
 * @param axis what is shown
 * @param min lower end, in units of {@code 10^exponent}
 * @param max upper end, larger than {@code min}
 * @param exponent power of ten that is taken out of the tick labels; 0 on a logarithmic axis
 */
record AxisRange(ChartAxis axis, double min, double max, int exponent) {
  /** Narrower linear ranges than this share of the values are widened: ticks need room. */
  private static final double NARROWEST = 1e-5;

  private static final double MANY = 100;

  /** Beyond this, and below its inverse, a logarithmic axis would leave the range of doubles. */
  private static final double LARGEST = 1e250;

  /**
   * A mark on the axis.
   *
   * @param share of the way from its lower (0) to its upper end (1)
   * @param label empty where it stays bare
   */
  record Tick(double share, String label) {}

  /**
   * The range that holds some values with a margin.
   *
   * @param axis what is shown
   * @param low smallest value
   * @param high largest value
   * @param margin free share of the range at either end
   */
  static AxisRange holding(ChartAxis axis, double low, double high, double margin) {
    boolean extreme = axis.logarithmic() && (low < 1 / LARGEST || high > LARGEST);
    if (!Double.isFinite(high - low) || extreme) {
      throw new UserException(
          "the axis '%s' cannot hold values from %s to %s: use other units"
              .formatted(axis.label(), low, high));
    }
    if (axis.logarithmic()) {
      return logarithmic(axis, low, high, margin);
    }
    double largest = Math.max(Math.abs(low), Math.abs(high));
    int power = largest == 0 ? 0 : (int) Math.floor(Math.log10(largest));
    int exponent = power >= -3 && power <= 4 ? 0 : power;
    double scale = Math.pow(10, Math.max(exponent, -300));
    if (axis.fromZero() && low >= 0 && high > 0) {
      return new AxisRange(axis, 0, high / scale * (1 + margin), Math.max(exponent, -300));
    }
    double span = Math.max(high / scale - low / scale, NARROWEST * Math.max(largest / scale, 1e-3));
    if (low == high) {
      span = largest == 0 ? 1 : 0.1 * largest / scale;
    }
    double middle = (low / scale + high / scale) / 2;
    double half = span * (0.5 + margin);
    return new AxisRange(axis, middle - half, middle + half, Math.max(exponent, -300));
  }

  private static AxisRange logarithmic(ChartAxis axis, double low, double high, double margin) {
    double first = low;
    double last = high;
    if (LogTicks.values(first, last, MANY).length < 2) {
      first = LogTicks.below(first);
      last = LogTicks.above(last);
    }
    double free = margin * (Math.log10(last) - Math.log10(first));
    double ratio = Math.pow(10, free);
    return new AxisRange(axis, first / ratio, last * ratio, 0);
  }

  /** Where a value lies between the lower end (0) and the upper end (1). */
  double position(double value) {
    return share(axis.logarithmic() ? value : value / Math.pow(10, exponent));
  }

  private double share(double scaled) {
    return axis.logarithmic()
        ? (Math.log(scaled) - Math.log(min)) / (Math.log(max) - Math.log(min))
        : (scaled - min) / (max - min);
  }

  /** The axis label, with the power of ten that the tick labels leave out. */
  String title() {
    return exponent == 0
        ? axis.label()
        : "%s (×%s)".formatted(axis.label(), ChartText.powerOfTen(exponent));
  }

  /**
   * The ticks from the lower to the upper end.
   *
   * @param room about how many labels have room
   */
  List<Tick> ticks(double room) {
    double most = Math.max(3, room);
    DoubleFunction<String> labels;
    double[] values;
    if (axis.logarithmic()) {
      labels = LogTicks.labels(min, max, most);
      values = LogTicks.values(min, max, most);
    } else {
      double step = LinearTicks.step(max - min, most);
      labels = value -> LinearTicks.label(value, step);
      values = LinearTicks.values(min, max, step);
    }
    return Arrays.stream(values)
        .mapToObj(value -> new Tick(share(value), labels.apply(value)))
        .toList();
  }
}
