package org.smdm.tensor.safetensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * A tensor to be written to a safetensors file: its type and shape are known at once, its bytes are
 * made only when its turn comes. Sources do not copy what they are made of; change it only after
 * writing.
 */
public interface TensorSource {

  /** Element type in the file. */
  TensorType type();

  /** Dimensions in the file. */
  Shape shape();

  /**
   * Writes exactly {@code shape().size() * type().byteSize()} bytes, little-endian and row-major.
   *
   * @param channel where to
   * @throws IOException when writing fails
   */
  void writeTo(WritableByteChannel channel) throws IOException;

  /**
   * An engine array as it is.
   *
   * @param array any device and memory layout; FLOAT32, FLOAT64, INT64, INT32, INT8, UINT8, BOOLEAN
   * @throws IllegalArgumentException for other types
   */
  static TensorSource array(NDArray array) {
    return new ArraySource(
        array,
        TensorType.of(array.getDataType())
            .orElseThrow(
                () -> new IllegalArgumentException("cannot write " + array.getDataType())));
  }

  /**
   * A FLOAT32 engine array, rounded to a 16-bit type (to nearest, ties to even) when so asked.
   *
   * @param array FLOAT32, any device and memory layout
   * @param type F32, F16 or BF16
   * @throws IllegalArgumentException for other types
   */
  static TensorSource array(NDArray array, TensorType type) {
    boolean known = type == TensorType.F32 || type == TensorType.F16 || type == TensorType.BF16;
    if (!known || array.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException(
          "cannot write %s as %s".formatted(array.getDataType(), type));
    }
    return new ArraySource(array, type);
  }

  /**
   * Floats as F32.
   *
   * @param values row-major
   * @param shape as many elements as there are values
   */
  static TensorSource floats(float[] values, Shape shape) {
    return floats(values, shape, TensorType.F32);
  }

  /**
   * Floats, rounded to a 16-bit type (to nearest, ties to even) when so asked.
   *
   * @param values row-major
   * @param shape as many elements as there are values
   * @param type F32, F16 or BF16
   */
  static TensorSource floats(float[] values, Shape shape, TensorType type) {
    return ValueSource.floats(FloatBuffer.wrap(values), shape, type);
  }

  /**
   * Doubles as F64.
   *
   * @param values row-major
   * @param shape as many elements as there are values
   */
  static TensorSource doubles(double[] values, Shape shape) {
    return new ValueSource(
        TensorType.F64, shape, values.length, (i, sink) -> sink.putDouble(values[i]));
  }

  /**
   * Whole numbers as I64.
   *
   * @param values row-major
   * @param shape as many elements as there are values
   */
  static TensorSource longs(long[] values, Shape shape) {
    return new ValueSource(
        TensorType.I64, shape, values.length, (i, sink) -> sink.putLong(values[i]));
  }

  /**
   * Whole numbers as I32.
   *
   * @param values row-major
   * @param shape as many elements as there are values
   */
  static TensorSource ints(int[] values, Shape shape) {
    return new ValueSource(
        TensorType.I32, shape, values.length, (i, sink) -> sink.putInt(values[i]));
  }

  /**
   * Booleans as BOOL.
   *
   * @param values row-major
   * @param shape as many elements as there are values
   */
  static TensorSource booleans(boolean[] values, Shape shape) {
    return new ValueSource(
        TensorType.BOOL, shape, values.length, (i, sink) -> sink.put((byte) (values[i] ? 1 : 0)));
  }

  /**
   * A tensor of another file, byte for byte.
   *
   * @param file open until this source was written
   * @param name the tensor
   * @throws org.smdm.io.UserException when there is no such tensor or it exceeds 2 GiB
   */
  static TensorSource copy(SafetensorsFile file, String name) {
    return CopySource.of(file, name);
  }
}
