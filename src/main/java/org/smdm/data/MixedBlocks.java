package org.smdm.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A mixture of sources in the order of the reference's {@code CombinedDataset}: each block comes
 * from a source drawn by weight, and each source goes on where it was left. Safe for several
 * threads.
 */
public final class MixedBlocks implements BlockSource {

  private static final int COUNT_EVERY = 1024;

  private final List<? extends BlockSource> sources;
  private final double[] cumulative;
  private final PythonRandom random;

  /** Source of each block drawn so far. */
  private byte[] choices = new byte[0];

  private int drawn;

  /** For every {@value #COUNT_EVERY}th block, how many each source had given before it. */
  private long[][] counts = new long[0][];

  /**
   * @param sources at least one, all of one block length
   * @param weights relative probabilities, one per source
   * @param seed of the choices
   */
  public MixedBlocks(List<? extends BlockSource> sources, double[] weights, long seed) {
    if (sources.isEmpty() || sources.size() > Byte.MAX_VALUE || sources.size() != weights.length) {
      throw new IllegalArgumentException("as many weights as sources are needed, 1 to 127");
    }
    this.sources = List.copyOf(sources);
    this.random = new PythonRandom(seed);
    double total = Arrays.stream(weights).sum();
    if (!(total > 0)) {
      throw new IllegalArgumentException("weights must not all be 0");
    }
    cumulative = new double[weights.length];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] / total;
      cumulative[i] = sum;
    }
  }

  /** Source that gives a block. */
  synchronized int choice(long sequence) {
    drawTo(Math.toIntExact(sequence));
    return choices[(int) sequence];
  }

  @Override
  public int blockLength() {
    return sources.get(0).blockLength();
  }

  @Override
  public long blocksPerEpoch() {
    return LongStream.range(0, sources.size())
        .filter(i -> weight((int) i) > 0)
        .map(i -> sources.get((int) i).blocksPerEpoch())
        .sum();
  }

  @Override
  public void read(long sequence, int[] into, int offset) {
    int source;
    long number;
    synchronized (this) {
      int at = Math.toIntExact(sequence);
      drawTo(at);
      source = choices[at];
      number = counts[at / COUNT_EVERY][source];
      for (int i = at / COUNT_EVERY * COUNT_EVERY; i < at; i++) {
        number += choices[i] == source ? 1 : 0;
      }
    }
    sources.get(source).read(number, into, offset);
  }

  private double weight(int source) {
    return cumulative[source] - (source == 0 ? 0 : cumulative[source - 1]);
  }

  private void drawTo(int sequence) {
    if (sequence >= choices.length) {
      int length = Math.max(sequence + 1, choices.length * 2);
      int rounded = (length + COUNT_EVERY - 1) / COUNT_EVERY * COUNT_EVERY;
      choices = Arrays.copyOf(choices, rounded);
      counts = Arrays.copyOf(counts, rounded / COUNT_EVERY);
    }
    for (; drawn <= sequence; drawn++) {
      if (drawn % COUNT_EVERY == 0) {
        long[] before = new long[sources.size()];
        if (drawn > 0) {
          System.arraycopy(counts[drawn / COUNT_EVERY - 1], 0, before, 0, before.length);
          for (int i = drawn - COUNT_EVERY; i < drawn; i++) {
            before[choices[i]]++;
          }
        }
        counts[drawn / COUNT_EVERY] = before;
      }
      choices[drawn] = (byte) random.choice(cumulative);
    }
  }
}
