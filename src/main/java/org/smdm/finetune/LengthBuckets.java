package org.smdm.finetune;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.tensor.RandomStreams;

/**
 * The order in which examples are read: epoch after epoch in permutations of their own, cut into
 * windows of {@value #BATCHES_PER_WINDOW} batches; a window's examples are put into batches by
 * length, so that little is padded, and its batches are read in any order. A batch depends on its
 * number and the seed alone, and an epoch reads every example once.
 */
final class LengthBuckets {

  private static final int BATCHES_PER_WINDOW = 32;

  private final List<Example> examples;
  private final int batchSize;
  private final RandomStreams streams;
  private long cachedEpoch = -1;
  private int[] cachedOrder;
  private long cachedWindow = -1;
  private Example[][] cachedBatches;

  /**
   * @param examples to learn from
   * @param batchSize examples of a batch
   * @param streams seed of the order
   */
  LengthBuckets(List<Example> examples, int batchSize, RandomStreams streams) {
    this.examples = examples;
    this.batchSize = batchSize;
    this.streams = streams;
  }

  /**
   * A batch, its examples by ascending length.
   *
   * @param number over all epochs, from 0
   */
  synchronized Example[] batch(long number) {
    long window = number / BATCHES_PER_WINDOW;
    if (window != cachedWindow) {
      cachedBatches = batches(window);
      cachedWindow = window;
    }
    return cachedBatches[(int) (number % BATCHES_PER_WINDOW)];
  }

  private Example[][] batches(long window) {
    Example[] all = new Example[BATCHES_PER_WINDOW * batchSize];
    for (int i = 0; i < all.length; i++) {
      all[i] = example(window * all.length + i);
    }
    // The sort is stable, so equal lengths stay in the epoch's own order.
    Arrays.sort(all, Comparator.comparingInt(example -> example.ids().length));
    int[] order = permutation(BATCHES_PER_WINDOW, streams.stream("bucket-order", window));
    Example[][] batches = new Example[BATCHES_PER_WINDOW][];
    for (int i = 0; i < batches.length; i++) {
      batches[i] = Arrays.copyOfRange(all, order[i] * batchSize, (order[i] + 1) * batchSize);
    }
    return batches;
  }

  private Example example(long number) {
    long epoch = number / examples.size();
    if (epoch != cachedEpoch) {
      cachedOrder = permutation(examples.size(), streams.stream("example-order", epoch));
      cachedEpoch = epoch;
    }
    return examples.get(cachedOrder[(int) (number % examples.size())]);
  }

  private static int[] permutation(int size, UniformRandomProvider random) {
    int[] order = new int[size];
    for (int i = 1; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
