package org.smdm.data.packed;

import java.util.List;

/**
 * Blocks of several sources in a random mixture, each drawn with its source's weight and otherwise
 * in the source's own order: the reference's {@code CombinedDataset}, with Python's generator. Safe
 * for use by several threads if the sources are.
 */
public final class MixedBlocks implements BlockSource {

  /** Choices made at once. */
  private static final int PAGE = 4096;

  /** Generators kept to go back to; each is some 2.5 KB. */
  private static final int KEPT_GENERATORS = 64;

  private final List<BlockSource> sources;
  private final double[] weights;
  private final double[] cumulative;
  private final ReplayedChain<Mixture> starts;
  private final LastTwo<Page> pages = new LastTwo<>(this::page);

  /**
   * Mixes sources.
   *
   * @param sources at least one, all of one block length
   * @param weights how often each is drawn, relative to their sum; at least 0 and finite
   * @param seed of Python's {@code random.Random}
   * @throws IllegalArgumentException if no weight is above 0 or the block lengths differ
   */
  public MixedBlocks(List<? extends BlockSource> sources, double[] weights, long seed) {
    this.sources = List.copyOf(sources);
    this.weights = weights.clone();
    if (sources.isEmpty() || sources.size() != weights.length) {
      throw new IllegalArgumentException(
          "%d sources, %d weights".formatted(sources.size(), weights.length));
    }
    double total = 0;
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0 && weights[i] <= Double.MAX_VALUE)
          || this.sources.get(i).blockLength() != blockLength()) {
        throw new IllegalArgumentException("source " + i);
      }
      total += weights[i];
    }
    if (!(total > 0)) {
      throw new IllegalArgumentException("all weights are 0");
    }
    this.cumulative = new double[weights.length];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i] / total; // in the reference's order: it decides about the last bit
      cumulative[i] = sum;
    }
    this.starts =
        new ReplayedChain<>(
            new Mixture(PythonRandom.seeded(seed), new long[weights.length]),
            this::afterPage,
            KEPT_GENERATORS);
  }

  @Override
  public int blockLength() {
    return sources.get(0).blockLength();
  }

  /**
   * Number of different blocks of all sources whose weight is above 0. The mixture has no epochs of
   * its own: after so many blocks a heavy source has begun again and a light one has blocks left.
   */
  @Override
  public long blocksPerEpoch() {
    long blocks = 0;
    for (int i = 0; i < weights.length; i++) {
      blocks += weights[i] > 0 ? sources.get(i).blocksPerEpoch() : 0;
    }
    return blocks;
  }

  @Override
  public void read(long sequence, int[] into, int offset) {
    if (sequence < 0) {
      throw new IndexOutOfBoundsException("block " + sequence);
    }
    Page page = pages.get(sequence / PAGE);
    int index = (int) (sequence % PAGE);
    sources.get(page.source[index]).read(page.position[index], into, offset);
  }

  private Mixture afterPage(Mixture start) {
    return fill(start, new Page());
  }

  private Page page(long number) {
    Page page = new Page();
    fill(starts.at(number), page);
    return page;
  }

  /** Makes the choices of a page and gives what comes after it. */
  private Mixture fill(Mixture start, Page page) {
    Mixture mixture = new Mixture(start.random.copy(), start.taken.clone());
    for (int i = 0; i < PAGE; i++) {
      int source = mixture.random.choice(cumulative);
      page.source[i] = source;
      page.position[i] = mixture.taken[source]++;
    }
    return mixture;
  }

  /** Generator and blocks taken from each source so far. */
  private static final class Mixture {
    final PythonRandom random;
    final long[] taken;

    Mixture(PythonRandom random, long[] taken) {
      this.random = random;
      this.taken = taken;
    }
  }

  /** Source and block number in it, of successive blocks. */
  private static final class Page {
    final int[] source = new int[PAGE];
    final long[] position = new long[PAGE];
  }
}
