package org.smdm.report;

import java.util.Arrays;

/**
 * The mean of a sample with its standard error: the sample's standard deviation (divisor n − 1) by
 * the root of n.
 *
 * @param count sample size n
 * @param mean NaN of an empty sample
 * @param standardError NaN of fewer than two values, which say nothing of their scatter
 */
record SampleMean(int count, double mean, double standardError) {

  /** Of these values. */
  static SampleMean of(double... values) {
    int n = values.length;
    double mean = Arrays.stream(values).sum() / n;
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return new SampleMean(n, mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n));
  }
}
