package org.smdm.train;

import java.util.List;
import java.util.stream.IntStream;

/** Mean cross-entropies of masked tokens by tenths of the masking probability. */
public final class MaskRatioBuckets {

  private static final int COUNT = 10;

  /** Numbers that stand for one of these in {@link #write} and {@link #add(double[], int)}. */
  public static final int WIDTH = 2 * COUNT;

  private final double[] sums = new double[COUNT];
  private final long[] counts = new long[COUNT];

  /** Buckets that nothing was counted in. */
  public MaskRatioBuckets() {
    // Zeros are right.
  }

  /**
   * Writes sums and counts, to be sent to other ranks.
   *
   * @param values receives {@link #WIDTH} numbers
   * @param at from here on
   */
  public void write(double[] values, int at) {
    for (int i = 0; i < COUNT; i++) {
      values[at + i] = sums[i];
      values[at + COUNT + i] = counts[i];
    }
  }

  /**
   * Adds what {@link #write} wrote.
   *
   * @param values hold it
   * @param at from here on
   */
  public void add(double[] values, int at) {
    for (int i = 0; i < COUNT; i++) {
      sums[i] += values[at + i];
      counts[i] += (long) values[at + COUNT + i];
    }
  }

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
