package org.smdm.data.packed;

import java.nio.ByteBuffer;

/** Number types of packed shards that can hold token ids, little-endian. */
enum PackedType {
  /** Unsigned bytes. */
  U8(1, 1),
  /** Signed bytes. */
  I8(2, 1),
  /** Signed 16-bit numbers. */
  I16(3, 2),
  /** Signed 32-bit numbers: what the reference writes for 65500 ids and more. */
  I32(4, 4),
  /** Signed 64-bit numbers. */
  I64(5, 8),
  /** Unsigned 16-bit numbers: what the reference writes below 65500 ids. */
  U16(8, 2);

  /** From this vocabulary size on, the reference's packing tool leaves 16 bits. */
  private static final int WIDE_VOCABULARY = 65500;

  private final int code;
  private final int width;

  PackedType(int code, int width) {
    this.code = code;
    this.width = width;
  }

  /** The type that the reference's packing tool chooses for a vocabulary. */
  static PackedType forVocabulary(int vocabSize) {
    return vocabSize < WIDE_VOCABULARY ? U16 : I32;
  }

  /**
   * The type of a header's code.
   *
   * @return null where the code is unknown or stands for fractions
   */
  static PackedType ofCode(int code) {
    for (PackedType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    return null;
  }

  /** What stands in the header. */
  int code() {
    return code;
  }

  /** Bytes per token. */
  int width() {
    return width;
  }

  /** The number at a byte position of a little-endian buffer; negative ones are no token ids. */
  long get(ByteBuffer buffer, int position) {
    return switch (this) {
      case U8 -> buffer.get(position) & 0xFF;
      case I8 -> buffer.get(position);
      case I16 -> buffer.getShort(position);
      case I32 -> buffer.getInt(position);
      case I64 -> buffer.getLong(position);
      case U16 -> buffer.getChar(position);
    };
  }

  /** Writes an id that the type can hold at a byte position of a little-endian buffer. */
  void put(ByteBuffer buffer, int position, int id) {
    switch (this) {
      case U8, I8 -> buffer.put(position, (byte) id);
      case I16, U16 -> buffer.putChar(position, (char) id);
      case I32 -> buffer.putInt(position, id);
      case I64 -> buffer.putLong(position, id);
    }
  }
}
