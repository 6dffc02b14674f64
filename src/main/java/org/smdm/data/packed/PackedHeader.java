package org.smdm.data.packed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.smdm.io.FileKind;
import org.smdm.io.UserException;

/**
 * The 24 bytes before the tokens of a packed shard: {@code LITPKDS}, the version (u64) at byte 7,
 * the code of the number type (u8) at byte 15 and the number of tokens (u64) at byte 16, all
 * little-endian and without padding. After TinyLlama's {@code lit_gpt/packed_dataset.py}.
 *
 * @param type number type of the tokens
 * @param tokens number of tokens, at least 1
 */
record PackedHeader(PackedType type, long tokens) {

  /** Where the tokens begin. */
  static final int BYTES = 24;

  private static final byte[] MAGIC = "LITPKDS".getBytes(StandardCharsets.US_ASCII);
  private static final long VERSION = 1;
  private static final int VERSION_AT = 7;
  private static final int TYPE_AT = 15;
  private static final int TOKENS_AT = 16;

  /**
   * Reads and checks a shard's header and that its size is what the header says.
   *
   * @param path the shard
   * @throws UserException when it is missing, cannot be read, is foreign or damaged
   */
  static PackedHeader read(Path path) {
    requireOrdinary(path);
    FileKind.require(path, "a packed shard", FileKind.PACKED_SHARD);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return read(path, channel);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** As {@link #read(Path)}, of an open file. */
  static PackedHeader read(Path path, FileChannel channel) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (head.hasRemaining() && channel.read(head, head.position()) >= 0) {
      // a channel may give less than was asked for
    }
    byte[] magic = Arrays.copyOf(head.array(), Math.min(head.position(), MAGIC.length));
    if (magic.length > 0 && !Arrays.equals(magic, Arrays.copyOf(MAGIC, magic.length))) {
      throw invalid(path, "it does not begin with LITPKDS (byte 0)", "name a file that does");
    }
    if (head.hasRemaining()) {
      throw invalid(
          path,
          "it ends at byte %d, inside the %d-byte header".formatted(head.position(), BYTES),
          "fetch or pack it again");
    }
    if (head.getLong(VERSION_AT) != VERSION) {
      throw invalid(
          path,
          "its version (byte %d) is %s instead of %d"
              .formatted(VERSION_AT, Long.toUnsignedString(head.getLong(VERSION_AT)), VERSION),
          "pack it with a tool that writes that version");
    }
    return new PackedHeader(type(path, head), tokens(path, head)).fitting(path, channel.size());
  }

  private static PackedType type(Path path, ByteBuffer head) {
    PackedType type = PackedType.ofCode(head.get(TYPE_AT) & 0xFF);
    if (type == null) {
      throw invalid(
          path,
          "its number type (byte %d) is %d, which holds no token ids"
              .formatted(TYPE_AT, head.get(TYPE_AT) & 0xFF),
          "pack it with type 8 (uint16) or 4 (int32)");
    }
    return type;
  }

  private static long tokens(Path path, ByteBuffer head) {
    long tokens = head.getLong(TOKENS_AT);
    if (tokens < 1 || tokens > Long.MAX_VALUE / Long.BYTES - BYTES) {
      throw invalid(
          path,
          "its number of tokens (byte %d) is %s"
              .formatted(TOKENS_AT, Long.toUnsignedString(tokens)),
          "fetch or pack it again");
    }
    return tokens;
  }

  private PackedHeader fitting(Path path, long size) {
    long expected = BYTES + tokens * type.width();
    if (size != expected) {
      throw invalid(
          path,
          "it ends at byte %d but its header tells of %d tokens that end at byte %d"
              .formatted(size, tokens, expected),
          "fetch or pack it again");
    }
    return this;
  }

  /** Refuses folders, and pipes before they are waited for. */
  static void requireOrdinary(Path path) {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new UserException(
          "%s is no ordinary file: name a packed .bin file instead".formatted(path));
    }
  }

  /** The sentence for a file that could not be read. */
  static UserException unreadable(Path path, IOException e) {
    if (e instanceof NoSuchFileException) {
      return new UserException(
          "%s does not exist: check the path of the packed file".formatted(path), e);
    }
    return new UserException(
        "cannot read %s (%s): check that you may read it"
            .formatted(path, e.getClass().getSimpleName()),
        e);
  }

  private static UserException invalid(Path path, String flaw, String mend) {
    return new UserException("%s is no packed shard: %s, so %s".formatted(path, flaw, mend));
  }

  /** The header as it stands in a file. */
  byte[] toBytes() {
    ByteBuffer head = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    head.put(MAGIC).putLong(VERSION).put((byte) type.code()).putLong(tokens);
    return head.array();
  }
}
