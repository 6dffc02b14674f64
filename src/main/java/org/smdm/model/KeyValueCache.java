package org.smdm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.smdm.config.ModelConfig;

/**
 * Keys (after rotation) and values of the positions an autoregressive model has read, one pair of
 * (batch, capacity, queryGroups, headSize) float32 arrays per layer, allocated once.
 */
public final class KeyValueCache implements AutoCloseable {

  private final NDManager manager;
  private final int capacity;
  private final NDArray[] keys;
  private final NDArray[] values;
  private int length;

  KeyValueCache(NDManager parent, ModelConfig config, int batch, int capacity) {
    this(
        parent,
        config.layers(),
        new Shape(batch, capacity, config.queryGroups(), config.headSize()));
  }

  /**
   * @param shape of each layer's keys and values, (batch, capacity, key/value heads, headSize)
   */
  KeyValueCache(NDManager parent, int layers, Shape shape) {
    this.manager = parent.newSubManager();
    this.capacity = Math.toIntExact(shape.get(1));
    keys = new NDArray[layers];
    values = new NDArray[layers];
    for (int layer = 0; layer < keys.length; layer++) {
      keys[layer] = manager.zeros(shape);
      values[layer] = manager.zeros(shape);
    }
  }

  /** Positions read so far; the next token's position. */
  public int length() {
    return length;
  }

  /** Positions the cache can hold. */
  public int capacity() {
    return capacity;
  }

  /** Keys of a layer, (batch, capacity, queryGroups, headSize); valid below {@link #length()}. */
  public NDArray keys(int layer) {
    return keys[layer];
  }

  /** Values of a layer, (batch, capacity, queryGroups, headSize). */
  public NDArray values(int layer) {
    return values[layer];
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
