package org.smdm.chart;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Labels of equally spaced ticks. */
final class LinearTicks {
  private LinearTicks() {}

  /**
   * The distance between ticks that XChart begins with: 1, 2 or 5 times a power of ten.
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

  /**
   * A tick's value with as many decimals as its step needs. Should the real step be finer, labels
   * repeat and XChart goes on to a coarser one.
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
