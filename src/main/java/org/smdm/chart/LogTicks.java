package org.smdm.chart;

import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/**
 * Ticks of a logarithmic axis: whole multiples of a power of ten. Over several decades the powers
 * are labelled (10³), over a shorter stretch the multiples too (2, 5 or 3×10⁻⁴).
 */
final class LogTicks {
  private static final double ROUNDING = 1e-9;
  private static final Set<Long> SOME_MULTIPLES = Set.of(1L, 2L, 5L);

  /** A shorter range than this has fewer than four whole multiples wherever it lies below 7. */
  private static final double DECADES_WITH_HALVES = 0.35;

  /** Ticks at all multiples of powers of ten would run together over more. */
  private static final double MOST_DECADES = 15;

  private LogTicks() {}

  private static int exponent(double value) {
    return (int) Math.floor(Math.log10(value) + ROUNDING);
  }

  private static double decades(double min, double max) {
    return Math.log10(max) - Math.log10(min);
  }

  private static double tick(int exponent, int multiple) {
    return Double.parseDouble(multiple + "e" + exponent);
  }

  /** The largest tick that does not exceed the value. */
  static double below(double value) {
    int exponent = exponent(value);
    return tick(exponent, (int) Math.floor(value / tick(exponent, 1) + ROUNDING));
  }

  /** The smallest tick above the value. */
  static double above(double value) {
    int exponent = exponent(value);
    return tick(exponent, (int) Math.floor(value / tick(exponent, 1) + ROUNDING) + 1);
  }

  /**
   * The ticks of a range: all whole multiples, and halves where these are few; of very many decades
   * those alone that have a label.
   *
   * @param min lower end
   * @param max upper end
   * @param most about how many labels fit
   */
  static double[] values(double min, double max, double most) {
    boolean isCrowded = decades(min, max) > MOST_DECADES;
    int every = isCrowded ? everyDecade(min, max, most) : 1;
    int tenths = isCrowded ? 90 : hasHalves(min, max) ? 5 : 10;
    return IntStream.rangeClosed(exponent(min), exponent(max))
        .filter(e -> Math.floorMod(e, every) == 0)
        .boxed()
        .flatMap(
            e -> IntStream.iterate(10, m -> m < 100, m -> m + tenths).mapToObj(m -> tick(e - 1, m)))
        .mapToDouble(Double::doubleValue)
        .filter(tick -> tick >= min * (1 - ROUNDING) && tick <= max * (1 + ROUNDING))
        .toArray();
  }

  private static int everyDecade(double min, double max, double most) {
    return (int) Math.max(1, Math.ceil(decades(min, max) / most));
  }

  /**
   * Labels for a range: the empty text for ticks that stay bare.
   *
   * @param min lower end
   * @param max upper end
   * @param most about how many labels fit
   */
  static DoubleFunction<String> labels(double min, double max, double most) {
    double decades = decades(min, max);
    int everyDecade = everyDecade(min, max, most);
    boolean powers = decades >= 2;
    boolean plain = min >= 0.9e-3 && max < 1e5 && !powers;
    // Labels with a power of ten are long: where a few suffice the others stay bare.
    boolean everyMultiple = plain ? decades < 0.8 : !hasSome(min, max);
    return value -> {
      int exponent = exponent(value);
      long multiple = Math.round(value / tick(exponent, 1));
      if (powers) {
        return multiple == 1 && Math.floorMod(exponent, everyDecade) == 0
            ? ChartText.powerOfTen(exponent)
            : "";
      }
      if (!everyMultiple && !SOME_MULTIPLES.contains(multiple)) {
        return "";
      }
      double step = hasHalves(min, max) ? tick(exponent, 5) / 10 : tick(exponent, 1);
      if (plain) {
        return LinearTicks.label(value, step);
      }
      String power = ChartText.powerOfTen(exponent);
      return multiple == 1 && decades >= 0.8
          ? power
          : LinearTicks.label(value / tick(exponent, 1), step / tick(exponent, 1)) + "×" + power;
    };
  }

  /** Whether two of those multiples that are labelled first lie in a range. */
  private static boolean hasSome(double min, double max) {
    return IntStream.rangeClosed(exponent(min), exponent(max))
            .boxed()
            .flatMap(e -> SOME_MULTIPLES.stream().map(multiple -> tick(e, multiple.intValue())))
            .filter(tick -> tick >= min * (1 - ROUNDING) && tick <= max * (1 + ROUNDING))
            .count()
        >= 2;
  }

  private static boolean hasHalves(double min, double max) {
    return decades(min, max) < DECADES_WITH_HALVES;
  }
}
