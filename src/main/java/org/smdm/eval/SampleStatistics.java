package org.smdm.eval;

/** Mean and standard deviation, summed from left to right as Python 3.11 and older do. */
final class SampleStatistics {

  private SampleStatistics() {}

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** The square root of the sum of squared deviations divided by {@code n - 1}. */
  static double standardDeviation(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / (values.length - 1));
  }
}
