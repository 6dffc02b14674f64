package org.smdm.tensor.safetensors;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * A tensor whose elements are encoded one by one into a small buffer.
 *
 * @param type element type in the file
 * @param shape dimensions, as many elements as {@code count}
 * @param count number of elements
 * @param encoder puts one element
 */
record ValueSource(TensorType type, Shape shape, int count, Encoder encoder)
    implements TensorSource {
  private static final int BUFFER_BYTES = 1 << 20;

  /** Puts the element at an index in the type's own bytes. */
  @FunctionalInterface
  interface Encoder {
    void put(int index, ByteBuffer sink);
  }

  ValueSource {
    if (shape.size() != count) {
      throw new IllegalArgumentException("%d values for shape %s".formatted(count, shape));
    }
  }

  static ValueSource floats(FloatBuffer values, Shape shape, TensorType type) {
    Encoder encoder =
        switch (type) {
          case F32 -> (i, sink) -> sink.putFloat(values.get(i));
          case F16 -> (i, sink) -> sink.putShort(HalfPrecision.floatToF16(values.get(i)));
          case BF16 -> (i, sink) -> sink.putShort(HalfPrecision.floatToBf16(values.get(i)));
          default -> throw new IllegalArgumentException("cannot write floats as " + type);
        };
    return new ValueSource(type, shape, values.limit(), encoder);
  }

  @Override
  public void writeTo(WritableByteChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      encoder.put(i, buffer);
      if (!buffer.hasRemaining()) {
        flush(buffer, channel);
      }
    }
    flush(buffer, channel);
  }

  private static void flush(ByteBuffer buffer, WritableByteChannel channel) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }
}
