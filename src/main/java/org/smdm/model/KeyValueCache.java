package org.smdm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * Keys (after rotation) and values of positions that a model has read, one pair of (batch, slots,
 * queryGroups, headSize) float32 arrays per layer, allocated once.
 *
 * <p>For an autoregressive model they are exact; for a masked diffusion model they are those of the
 * tokens as they were when last computed.
 */
public final class KeyValueCache implements AutoCloseable {

  /**
   * Attention to a cache looks at a multiple of so many keys, the rest hidden, so that a sequence's
   * sums are in the same order whatever the lengths beside it.
   */
  private static final int KEY_BLOCK = 64;

  private final NDManager manager;
  private final int batch;
  private final int capacity;
  private final int slots;
  private final NDArray[] keys;
  private final NDArray[] values;
  private int length;

  /**
   * @param batch number of sequences
   * @param capacity longest sequence
   * @param groups key/value heads
   * @param headSize width of each
   */
  KeyValueCache(NDManager parent, int layers, int batch, int capacity, int groups, int headSize) {
    this.manager = parent.newSubManager();
    this.batch = batch;
    this.capacity = capacity;
    this.slots = roundUp(capacity);
    keys = new NDArray[layers];
    values = new NDArray[layers];
    Shape shape = new Shape(batch, slots, groups, headSize);
    for (int layer = 0; layer < keys.length; layer++) {
      keys[layer] = manager.zeros(shape);
      values[layer] = manager.zeros(shape);
    }
  }

  /** Positions read so far; the next token's position. */
  public int length() {
    return length;
  }

  /** Sequences the cache holds. */
  public int batch() {
    return batch;
  }

  /** Longest sequence the cache can hold. */
  public int capacity() {
    return capacity;
  }

  /** Keys of a layer at the positions read so far, (batch, length, queryGroups, headSize). */
  public NDArray keys(int layer) {
    return keys[layer].get(":, :{}", length);
  }

  /** Values of a layer at the positions read so far, (batch, length, queryGroups, headSize). */
  public NDArray values(int layer) {
    return values[layer].get(":, :{}", length);
  }

  /** Keys of a layer, (batch, slots, queryGroups, headSize). */
  NDArray allKeys(int layer) {
    return keys[layer];
  }

  /** Values of a layer, (batch, slots, queryGroups, headSize). */
  NDArray allValues(int layer) {
    return values[layer];
  }

  /** Positions there is room for; those from the capacity on only fill up blocks. */
  public int slots() {
    return slots;
  }

  /** Number of keys to look at when the last position of interest is {@code end - 1}. */
  static int roundUp(int end) {
    return (end + KEY_BLOCK - 1) / KEY_BLOCK * KEY_BLOCK;
  }

  /** Whether these are all sequences in order, which need not be gathered. */
  boolean isAll(long... sequences) {
    return Arrays.equals(sequences, LongStream.range(0, batch).toArray());
  }

  void advance(int time) {
    length += time;
  }

  /** Frees the arrays. */
  @Override
  public void close() {
    manager.close();
  }
}
