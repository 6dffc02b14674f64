package org.smdm.tensor.safetensors;

import ai.djl.ndarray.types.Shape;

/**
 * What a safetensors header says of one tensor.
 *
 * @param type element type
 * @param shape dimensions, none for a scalar; a dimension may be zero
 * @param begin first byte, counted from the first byte after the header
 * @param end byte after the last one, {@code begin + shape.size() * type.byteSize()}
 */
public record TensorInfo(TensorType type, Shape shape, long begin, long end) {

  /** Length of the tensor's data in bytes. */
  public long byteCount() {
    return end - begin;
  }
}
