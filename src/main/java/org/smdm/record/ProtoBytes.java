package org.smdm.record;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The bytes of one protocol-buffer message, field by field. */
final class ProtoBytes {

  static final int VARINT = 0;
  static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** What stands before a field's value; one byte for the fields up to 15. */
  static int key(int field, int wireType) {
    return (field << 3) | wireType;
  }

  ProtoBytes varint(int field, long value) {
    putVarint(key(field, VARINT));
    putVarint(value);
    return this;
  }

  ProtoBytes float64(int field, double value) {
    putVarint(key(field, FIXED64));
    out.writeBytes(littleEndian(Double.BYTES).putDouble(value).array());
    return this;
  }

  ProtoBytes float32(int field, float value) {
    putVarint(key(field, FIXED32));
    out.writeBytes(littleEndian(Float.BYTES).putFloat(value).array());
    return this;
  }

  ProtoBytes text(int field, String value) {
    return message(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoBytes message(int field, byte[] value) {
    putVarint(key(field, LENGTH_DELIMITED));
    putVarint(value.length);
    out.writeBytes(value);
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Seven bits to a byte, the lowest first; the high bit says that more follow. */
  private void putVarint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
