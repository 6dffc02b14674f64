package org.smdm.eval.likelihood;

/** Student's t distribution. */
final class StudentT {

  private static final int MOST_TERMS = 500;
  private static final double TINY = 1e-300;
  private static final double PRECISION = 1e-15;

  private StudentT() {}

  /**
   * The value that is exceeded with a probability.
   *
   * @param tail above 0, at most 0.5
   * @param degrees of freedom, at least 1
   */
  static double upperQuantile(double tail, int degrees) {
    if (!(tail > 0 && tail <= 0.5) || degrees < 1) {
      throw new IllegalArgumentException("tail %s, %d degrees".formatted(tail, degrees));
    }
    double low = 0;
    double high = 1;
    while (upperTail(high, degrees) > tail) {
      high *= 2;
    }
    for (int i = 0; i < 200 && high - low > 1e-13 * high; i++) {
      double middle = (low + high) / 2;
      if (upperTail(middle, degrees) > tail) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** The probability of exceeding a value of at least 0. */
  static double upperTail(double t, int degrees) {
    double x = degrees / (degrees + t * t);
    return 0.5 * incompleteBeta(x, degrees / 2.0, 0.5);
  }

  /** The regularised incomplete beta function, by its continued fraction (Lentz's method). */
  private static double incompleteBeta(double x, double a, double b) {
    if (x <= 0 || x >= 1) {
      return x <= 0 ? 0 : 1;
    }
    if (x > (a + 1) / (a + b + 2)) {
      return 1 - incompleteBeta(1 - x, b, a);
    }
    double front =
        Math.exp(
            logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
    double fraction = 1;
    double c = 1;
    double d = 0;
    for (int m = 0; m <= MOST_TERMS; m++) {
      int half = m / 2;
      double numerator;
      if (m == 0) {
        numerator = 1;
      } else if (m % 2 == 0) {
        numerator = half * (b - half) * x / ((a + m - 1) * (a + m));
      } else {
        numerator = -(a + half) * (a + b + half) * x / ((a + m - 1) * (a + m));
      }
      d = 1 / nonZero(1 + numerator * d);
      c = nonZero(1 + numerator / c);
      fraction *= c * d;
      if (m > 0 && Math.abs(1 - c * d) < PRECISION) {
        break;
      }
    }
    return front * (fraction - 1) / a;
  }

  private static double nonZero(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }

  /** Of a multiple of one half that is at least one half. */
  private static double logGamma(double x) {
    double shift = 0;
    double y = x;
    while (y < 20) {
      shift -= Math.log(y);
      y++;
    }
    // Stirling's series
    double inverse = 1 / y;
    double square = inverse * inverse;
    double series =
        inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)));
    return shift + (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series;
  }
}
