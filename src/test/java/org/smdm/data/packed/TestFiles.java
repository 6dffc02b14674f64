package org.smdm.data.packed;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.smdm.Golden;

/** What the tests of packed data read: golden shards, arrays out of JSON, checksums. */
final class TestFiles {

  private TestFiles() {}

  static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).intValue();
    }
    return values;
  }

  static List<String> strings(JsonNode array) {
    List<String> values = new ArrayList<>();
    array.forEach(value -> values.add(value.textValue()));
    return values;
  }

  static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The golden shards of a prefix in ascending order. */
  static List<Path> shards(String prefix) {
    try (Stream<Path> files = Files.list(Golden.path("packed"))) {
      return files.filter(f -> f.getFileName().toString().startsWith(prefix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Blocks {@code from … from+count-1}. */
  static int[][] read(BlockSource source, long from, int count) {
    int[][] blocks = new int[count][source.blockLength()];
    for (int i = 0; i < count; i++) {
      source.read(from + i, blocks[i], 0);
    }
    return blocks;
  }
}
