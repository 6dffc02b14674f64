package org.smdm.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.smdm.config.UserException;

/**
 * One shard of TinyLlama's packed format: magic {@code LITPKDS}, version 1 (u64), a code of the
 * element type (u8), tokens in the shard (u64), then the tokens, all little-endian. The file is
 * mapped, not read.
 */
final class PackedFile {

  static final byte[] MAGIC = "LITPKDS".getBytes(StandardCharsets.US_ASCII);
  static final int HEADER_BYTES = 24;
  static final long VERSION = 1;

  /** Integer element types by code; the floating-point codes 6 and 7 hold no tokens. */
  enum Type {
    U8(1, 1),
    I8(2, 1),
    I16(3, 2),
    I32(4, 4),
    I64(5, 8),
    U16(8, 2);

    final int code;
    final int bytes;

    Type(int code, int bytes) {
      this.code = code;
      this.bytes = bytes;
    }
  }

  private final Path path;
  private final Type type;
  private final int tokens;
  private final ByteBuffer content;

  private PackedFile(Path path, Type type, int tokens, ByteBuffer content) {
    this.path = path;
    this.type = type;
    this.tokens = tokens;
    this.content = content;
  }

  /**
   * Opens a shard.
   *
   * @throws UserException naming the file and the offset of what is wrong
   */
  static PackedFile open(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new UserException(path + " is no file: give the path of a packed .bin shard");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < HEADER_BYTES) {
        throw damaged(path, size, "it ends within the header of " + HEADER_BYTES + " bytes");
      }
      if (size > Integer.MAX_VALUE) {
        throw damaged(path, 0, "it is larger than 2 GiB");
      }
      MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
      bytes.order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < MAGIC.length; i++) {
        if (bytes.get(i) != MAGIC[i]) {
          throw damaged(path, i, "it does not begin with LITPKDS");
        }
      }
      long version = bytes.getLong(7);
      if (version != VERSION) {
        throw damaged(path, 7, "its version is " + version + " instead of 1");
      }
      Type type = type(path, bytes.get(15));
      long tokens = bytes.getLong(16);
      if (tokens < 1
          || tokens != (size - HEADER_BYTES) / type.bytes
          || (size - HEADER_BYTES) % type.bytes != 0) {
        throw damaged(
            path,
            16,
            "it announces %d tokens of %d bytes but %d bytes follow the header"
                .formatted(tokens, type.bytes, size - HEADER_BYTES));
      }
      return new PackedFile(path, type, (int) tokens, bytes);
    } catch (IOException e) {
      throw new UserException(
          path + " cannot be read (" + e.getMessage() + "): give a readable shard", e);
    }
  }

  private static Type type(Path path, byte code) {
    for (Type type : Type.values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw damaged(path, 15, "its element type has the code " + code);
  }

  private static UserException damaged(Path path, long offset, String what) {
    return new UserException(
        "%s is not a packed shard at offset %d: %s; pack the data again or remove the file"
            .formatted(path, offset, what));
  }

  /** Tokens in the shard, padding included. */
  int tokens() {
    return tokens;
  }

  /** Element type of the tokens. */
  Type type() {
    return type;
  }

  /** Where it was read from. */
  Path path() {
    return path;
  }

  /** Copies tokens. */
  void read(int from, int count, int[] into, int offset) {
    int at = HEADER_BYTES + from * type.bytes;
    for (int i = 0; i < count; i++, at += type.bytes) {
      long token =
          switch (type) {
            case U8 -> content.get(at) & 0xFF;
            case I8 -> content.get(at);
            case U16 -> content.getChar(at);
            case I16 -> content.getShort(at);
            case I32 -> content.getInt(at);
            case I64 -> content.getLong(at);
          };
      if (token < 0 || token > Integer.MAX_VALUE) {
        throw damaged(path, at, "token " + token + " is no id");
      }
      into[offset + i] = (int) token;
    }
  }

  /** Header of a shard. */
  static ByteBuffer header(Type type, int tokens) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).putLong(VERSION).put((byte) type.code).putLong(tokens);
    return header.flip();
  }

  /** SHA-256 input of what identifies the shard cheaply: header and size; tokens are not read. */
  byte[] identity() {
    try {
      return (path.getFileName() + ":" + Files.size(path) + ":" + type + ":" + tokens + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
