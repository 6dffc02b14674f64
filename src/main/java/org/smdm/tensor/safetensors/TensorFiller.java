package org.smdm.tensor.safetensors;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Makes engine arrays out of file bytes. The bytes are decoded straight into the memory that the
 * engine allocated, so there is one copy and none of Java's own direct memory, which is limited.
 */
final class TensorFiller {

  /** Gives the file's bytes of some elements. */
  @FunctionalInterface
  interface Elements {
    ByteBuffer bytes(long first, long count);
  }

  private TensorFiller() {}

  /**
   * @param manager owner of the result, which goes to its device
   * @param info what the tensor is
   * @param window most elements to decode at once, at most 2^27
   * @param elements where the bytes come from
   */
  static NDArray newArray(NDManager manager, TensorInfo info, long window, Elements elements) {
    try (NDManager host = manager.newSubManager(Device.cpu())) {
      NDArray array = host.create(info.shape(), info.type().arrayType());
      long size = info.shape().size();
      NDArray flat = size == 0 ? array : array.reshape(size);
      for (long first = 0; first < size; first += window) {
        long count = Math.min(window, size - first);
        // A slice of a contiguous array is a view: writing into it writes into the array.
        NDArray view =
            count == size ? flat : flat.get(new NDIndex().addSliceDim(first, first + count));
        ByteBuffer memory = view.toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN);
        fill(info.type(), elements.bytes(first, count), memory);
      }
      NDArray placed = array.toDevice(manager.getDevice(), false);
      placed.attach(manager);
      return placed;
    }
  }

  private static void fill(TensorType type, ByteBuffer source, ByteBuffer memory) {
    switch (type) {
      case F16, BF16 -> TensorDecoder.floats(type, source, memory.asFloatBuffer());
      case I16 -> TensorDecoder.ints(source, memory.asIntBuffer());
      case BOOL -> TensorDecoder.booleans(source, memory);
      default -> memory.put(source);
    }
  }
}
