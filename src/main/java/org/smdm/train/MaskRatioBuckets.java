package org.smdm.train;

import java.util.List;
import java.util.stream.IntStream;

/** Mean cross-entropies of masked tokens by tenths of the masking probability. */
public final class MaskRatioBuckets {

  private static final int COUNT = 10;

  private final double[] sums = new double[COUNT];
  private final long[] counts = new long[COUNT];

  /**
   * Counts a token.
   *
   * @param maskRatio probability with which it was masked, in (0, 1]
   * @param nll its cross-entropy in nats
   */
  public void add(double maskRatio, double nll) {
    int bucket = Math.min(COUNT - 1, (int) (maskRatio * COUNT));
    sums[bucket] += nll;
    counts[bucket]++;
  }

  /** The mean of each bucket, NaN of an empty one. */
  public List<Double> means() {
    return IntStream.range(0, COUNT).mapToObj(i -> sums[i] / counts[i]).toList();
  }
}
