package org.smdm.tensor.safetensors;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.Optional;

/** The element types that a safetensors file can hold here; the names are the format's own. */
public enum TensorType {
  F64(8, DataType.FLOAT64),
  F32(4, DataType.FLOAT32),
  F16(2, DataType.FLOAT32),
  BF16(2, DataType.FLOAT32),
  I64(8, DataType.INT64),
  I32(4, DataType.INT32),
  I16(2, DataType.INT32),
  I8(1, DataType.INT8),
  U8(1, DataType.UINT8),
  BOOL(1, DataType.BOOLEAN);

  private final int byteSize;
  private final DataType arrayType;

  TensorType(int byteSize, DataType arrayType) {
    this.byteSize = byteSize;
    this.arrayType = arrayType;
  }

  /** Bytes that one element takes in a file. */
  public int byteSize() {
    return byteSize;
  }

  /**
   * The type of the array that {@link SafetensorsFile#read} gives: the same where the engine's Java
   * interface has it; F16 and BF16 widen to FLOAT32 and I16 to INT32, all without loss.
   */
  public DataType arrayType() {
    return arrayType;
  }

  /** Whether the file's bytes are the array's bytes, so that reading is a plain copy. */
  boolean isStoredAsArray() {
    return byteSize == arrayType.getNumOfBytes();
  }

  /** The type that an array is written as unless something else is asked for. */
  static Optional<TensorType> of(DataType type) {
    return Arrays.stream(values())
        .filter(t -> t.isStoredAsArray() && t.arrayType == type)
        .findFirst();
  }

  /** The type of that name in a file, if it is one of these. */
  static Optional<TensorType> named(String name) {
    return Arrays.stream(values()).filter(t -> t.name().equals(name)).findFirst();
  }
}
