package org.smdm.stats;

import java.util.Arrays;

/**
 * The mean of a sample and how far its values scatter.
 *
 * @param count sample size n
 * @param mean NaN of an empty sample
 * @param squares sum of squared deviations from the mean
 */
public record SampleMean(int count, double mean, double squares) {

  /** Of these values, summed with the rounding error carried along. */
  public static SampleMean of(double... values) {
    double mean = Arrays.stream(values).sum() / values.length;
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return new SampleMean(values.length, mean, squares);
  }

  /** Of these values, summed from left to right as Python 3.11 and older do, to its last bit. */
  public static SampleMean likePython(double... values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new SampleMean(values.length, mean, squares);
  }

  /** Of the sample, with the divisor n − 1; NaN of fewer than two values. */
  public double standardDeviation() {
    return count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1));
  }

  /** Of the mean: the standard deviation by the root of n; NaN of fewer than two values. */
  public double standardError() {
    return count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1) / count);
  }
}
