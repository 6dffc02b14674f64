package org.smdm.data.packed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import org.smdm.io.Sha256;

/**
 * Tells sets of packed shards apart without reading them whole.
 *
 * <p>SHA-256 over, for each set in turn: the number of its files (int32), then for each file the
 * length of its name in UTF-8 (int32), the name without folders, the file's size in bytes (int64)
 * and its first 4096 bytes (fewer where it is shorter): the header and the first 2036 tokens of 2
 * bytes. Numbers are little-endian. So it covers which files there are, their order, their sizes,
 * headers and beginnings; later tokens are those of {@link PackedContent}.
 */
final class PackedFingerprint {

  private static final int SAMPLE = 4096;

  private PackedFingerprint() {}

  /**
   * The fingerprint in hexadecimal.
   *
   * @param sets lists of files, each in its order
   */
  static String of(List<List<Path>> sets) {
    MessageDigest digest = Sha256.begin();
    for (List<Path> files : sets) {
      digest.update(number(Integer.BYTES, files.size()));
      for (Path file : files) {
        add(digest, file);
      }
    }
    return Sha256.hex(digest);
  }

  private static void add(MessageDigest digest, Path file) {
    byte[] name = file.getFileName().toString().getBytes(StandardCharsets.UTF_8);
    digest.update(number(Integer.BYTES, name.length));
    digest.update(name);
    try (InputStream in = Files.newInputStream(file)) {
      digest.update(number(Long.BYTES, Files.size(file)));
      digest.update(in.readNBytes(SAMPLE));
    } catch (IOException e) {
      throw PackedHeader.unreadable(file, e);
    }
  }

  private static byte[] number(int bytes, long value) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes == Integer.BYTES) {
      buffer.putInt((int) value);
    } else {
      buffer.putLong(value);
    }
    return buffer.array();
  }
}
