package org.smdm.chart;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.stream.LongStream;

/** Labels of equally spaced ticks. */
final class LinearTicks {
  private static final double ROUNDING = 1e-9;

  private LinearTicks() {}

  /**
   * The distance between ticks: 1, 2 or 5 times a power of ten.
   *
   * @param span length of the axis in its own units
   * @param most about how many ticks have room
   */
  static double step(double span, double most) {
    double least = span / most;
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    double significand = least / power;
    double[][] upTo = {{1.5, 1}, {3.5, 2}, {7.5, 5}, {Double.POSITIVE_INFINITY, 10}};
    int i = 0;
    while (significand > upTo[i][0]) {
      i++;
    }
    return upTo[i][1] * power;
  }

  /** The multiples of a step in a range, both ends included. */
  static double[] values(double min, double max, double step) {
    long first = (long) Math.ceil(min / step - ROUNDING);
    long last = (long) Math.floor(max / step + ROUNDING);
    return LongStream.rangeClosed(first, last).mapToDouble(i -> i * step).toArray();
  }

  /**
   * A tick's value with as many decimals as its step needs.
   *
   * @param value the tick
   * @param step distance between ticks
   */
  static String label(double value, double step) {
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step * (1 + 1e-9))));
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN);
    String text = rounded.signum() == 0 ? rounded.abs().toPlainString() : rounded.toPlainString();
    return text.replace('-', '−');
  }
}
