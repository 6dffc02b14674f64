package org.smdm.tensor.safetensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/**
 * An engine array to be written.
 *
 * @param array what to write
 * @param type its own type, or a 16-bit one for a FLOAT32 array
 * @param window most elements to look at together: a buffer may not exceed 2 GiB
 */
record ArraySource(NDArray array, TensorType type, long window) implements TensorSource {

  ArraySource(NDArray array, TensorType type) {
    this(array, type, 1L << 27);
  }

  @Override
  public Shape shape() {
    return array.getShape();
  }

  @Override
  public void writeTo(WritableByteChannel channel) throws IOException {
    long size = shape().size();
    if (size == 0) {
      return;
    }
    // The scope frees the copies that flattening a strided array or leaving a GPU makes.
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray flat = array.reshape(size);
      for (long first = 0; first < size; first += window) {
        long count = Math.min(window, size - first);
        NDArray part =
            count == size ? flat : flat.get(new NDIndex().addSliceDim(first, first + count));
        write(part.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN), (int) count, channel);
      }
    }
  }

  private void write(ByteBuffer memory, int count, WritableByteChannel channel) throws IOException {
    if (type == TensorType.F16 || type == TensorType.BF16) {
      ValueSource.floats(memory.asFloatBuffer(), new Shape(count), type).writeTo(channel);
      return;
    }
    while (memory.hasRemaining()) {
      channel.write(memory);
    }
  }
}
