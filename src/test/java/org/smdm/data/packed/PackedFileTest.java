package org.smdm.data.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;

class PackedFileTest {

  private static final int TOKENS = 36;

  @TempDir Path folder;
  private Path file;
  private byte[] good;

  @BeforeEach
  void copyShard() {
    good = TestFiles.bytes(TestFiles.shards("train_slim").get(0));
    file = folder.resolve("shard.bin");
  }

  @Test
  void readsAnyPartOfAShard() throws IOException {
    Files.write(file, good);
    PackedFile shard = PackedFile.open(file);
    assertEquals(TOKENS, shard.length());
    int[] ids = new int[7];
    Arrays.fill(ids, -1);
    shard.read(1, 4, ids, 2);
    assertArrayEquals(new int[] {-1, -1, 75, 258, 206, 136, -1}, ids);
    shard.read(TOKENS, 0, ids, 0);
  }

  @Test
  void mappingsSmallerThanTheFileReadTheSame() throws IOException {
    Files.write(file, good);
    int[] whole = new int[TOKENS];
    PackedFile.open(file).read(0, TOKENS, whole, 0);
    for (int segment : new int[] {8, 16, 40, 72, 80}) {
      int[] pieces = new int[TOKENS];
      PackedFile.open(file, segment).read(0, TOKENS, pieces, 0);
      assertArrayEquals(whole, pieces, "segments of " + segment);
    }
  }

  @Test
  void readsShardsOfMoreThanTwoGibibytes() throws IOException {
    long tokens = (1L << 30) + (1L << 29);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.write(new PackedHeader(PackedType.U16, tokens).toBytes());
      sparse.setLength(PackedHeader.BYTES + 2 * tokens);
      sparse.seek(PackedHeader.BYTES + 2 * (tokens - 1));
      sparse.write(77);
    }
    int[] ids = new int[2];
    PackedFile.open(file).read(tokens - 2, 2, ids, 0);
    assertArrayEquals(new int[] {0, 77}, ids);
  }

  @Test
  void everyWholeNumberTypeIsRead() throws IOException {
    for (PackedType type : PackedType.values()) {
      ByteBuffer bytes = ByteBuffer.allocate(PackedHeader.BYTES + 2 * type.width());
      bytes.order(ByteOrder.LITTLE_ENDIAN).put(new PackedHeader(type, 2).toBytes());
      ByteBuffer tokens = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
      type.put(tokens, 0, 127);
      type.put(tokens, type.width(), 3);
      Files.write(file, bytes.array());
      int[] ids = new int[2];
      PackedFile.open(file).read(0, 2, ids, 0);
      assertArrayEquals(new int[] {127, 3}, ids, type.name());
    }
  }

  @Test
  void numbersThatAreNoTokenIdsAreRefusedWithTheirByte() throws IOException {
    write(PackedType.I32, 5, -7);
    refuses(28, "-7");
    write(PackedType.I64, 5, 1L << 40);
    refuses(32, "1099511627776");
    write(PackedType.I8, 5, -1);
    refuses(25, "-1");
    write(PackedType.U16, 5, 65535);
    int[] ids = new int[2];
    PackedFile.open(file).read(0, 2, ids, 0);
    assertEquals(65535, ids[1]);
  }

  @Test
  void foreignFilesAreNamed() throws IOException {
    Files.writeString(file, "once upon a time there was a text file");
    sentence("does not begin with LITPKDS (byte 0)");
    Files.writeString(file, "no");
    sentence("does not begin with LITPKDS (byte 0)");
  }

  @Test
  void emptyAndTruncatedFilesAreNamedWithTheirEnd() throws IOException {
    for (int length = 0; length < PackedHeader.BYTES; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      sentence("ends at byte %d, inside the 24-byte header".formatted(length));
    }
    for (int length = PackedHeader.BYTES; length < good.length; length++) {
      Files.write(file, Arrays.copyOf(good, length));
      sentence(
          "ends at byte %d but its header tells of 36 tokens that end at byte 96"
              .formatted(length));
    }
    Files.write(file, Arrays.copyOf(good, good.length + 1));
    sentence("ends at byte 97 but");
  }

  @Test
  void unknownVersionsTypesAndSizesAreNamedWithTheirByte() throws IOException {
    damage(7, 2);
    sentence("version (byte 7) is 2");
    damage(14, 0x80);
    sentence("version (byte 7) is 9223372036854775809");
    for (int code : new int[] {0, 6, 7, 9, 255}) {
      damage(15, code);
      sentence("number type (byte 15) is " + code);
    }
    damage(16, 0);
    sentence("number of tokens (byte 16) is 0");
    damage(23, 0xFF);
    sentence("number of tokens (byte 16) is 18374686479671623716");
    damage(23, 0x11);
    sentence("number of tokens (byte 16) is 1224979098644774948");
    damage(22, 0x01);
    sentence("ends at byte 96 but its header tells of 281474976710692 tokens");
  }

  @Test
  void missingFilesAndFoldersAreNamed() {
    sentence("does not exist");
    file = folder;
    sentence("is no ordinary file");
  }

  @Test
  void readingBeyondTheEndIsRefused() throws IOException {
    Files.write(file, good);
    PackedFile shard = PackedFile.open(file);
    int[] ids = new int[40];
    assertThrows(IndexOutOfBoundsException.class, () -> shard.read(TOKENS, 1, ids, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> shard.read(-1, 1, ids, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> shard.read(0, 5, ids, 36));
  }

  @Test
  void aShardThatShrinksUnderItsReaderIsNamed() throws IOException {
    for (int left : new int[] {100, 4096, 9000}) {
      write(PackedType.I64, new long[2000]);
      PackedFile shard = PackedFile.open(file);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(left);
      }
      UserException e =
          assertThrows(UserException.class, () -> shard.read(0, 2000, new int[2000], 0));
      assertTrue(e.getMessage().startsWith(file + " became shorter"), e.getMessage());
    }
  }

  private void write(PackedType type, long... values) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(PackedHeader.BYTES + values.length * type.width())
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new PackedHeader(type, values.length).toBytes());
    for (long value : values) {
      switch (type.width()) {
        case 1 -> bytes.put((byte) value);
        case 2 -> bytes.putShort((short) value);
        case 4 -> bytes.putInt((int) value);
        default -> bytes.putLong(value);
      }
    }
    Files.write(file, bytes.array());
  }

  private void damage(int position, int value) throws IOException {
    byte[] damaged = good.clone();
    damaged[position] = (byte) value;
    Files.write(file, damaged);
  }

  private void refuses(int position, String value) {
    PackedFile shard = PackedFile.open(file);
    UserException e = assertThrows(UserException.class, () -> shard.read(0, 2, new int[2], 0));
    assertTrue(
        e.getMessage().contains("shard.bin holds %s at byte %d,".formatted(value, position)),
        e.getMessage());
  }

  private void sentence(String part) {
    UserException e = assertThrows(UserException.class, () -> PackedFile.open(file));
    assertTrue(e.getMessage().contains(part), e.getMessage());
    assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
  }
}
