package org.smdm.tensor.safetensors;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/**
 * Turns the little-endian bytes of tensor elements into Java's numbers. Every method reads all that
 * remains of the source and puts as many elements into the sink.
 */
final class TensorDecoder {
  private TensorDecoder() {}

  /** F32, F16 and BF16 exactly; F64 rounded to the nearest float. */
  static void floats(TensorType type, ByteBuffer source, FloatBuffer sink) {
    while (source.hasRemaining()) {
      sink.put((float) next(type, source));
    }
  }

  /** Every floating-point type exactly. */
  static void doubles(TensorType type, ByteBuffer source, DoubleBuffer sink) {
    while (source.hasRemaining()) {
      sink.put(next(type, source));
    }
  }

  private static double next(TensorType type, ByteBuffer source) {
    return switch (type) {
      case F64 -> source.getDouble();
      case F32 -> source.getFloat();
      case F16 -> HalfPrecision.f16ToFloat(source.getShort());
      case BF16 -> HalfPrecision.bf16ToFloat(source.getShort());
      default -> throw new IllegalArgumentException("no floating-point type: " + type);
    };
  }

  /** Every whole-number type exactly; U8 counts from 0 to 255. */
  static void longs(TensorType type, ByteBuffer source, LongBuffer sink) {
    while (source.hasRemaining()) {
      sink.put(
          switch (type) {
            case I64 -> source.getLong();
            case I32 -> source.getInt();
            case I16 -> source.getShort();
            case I8 -> source.get();
            case U8 -> Byte.toUnsignedLong(source.get());
            default -> throw new IllegalArgumentException("no whole-number type: " + type);
          });
    }
  }

  /** I16 to int, the only whole-number type that the engine's arrays lack. */
  static void ints(ByteBuffer source, IntBuffer sink) {
    while (source.hasRemaining()) {
      sink.put(source.getShort());
    }
  }

  /** BOOL to bytes that are 0 or 1: any other byte is undefined behaviour in native code. */
  static void booleans(ByteBuffer source, ByteBuffer sink) {
    while (source.hasRemaining()) {
      sink.put((byte) (source.get() == 0 ? 0 : 1));
    }
  }
}
