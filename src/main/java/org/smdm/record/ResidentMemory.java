package org.smdm.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The main memory that this process occupies: heap, libtorch's tensors, code, all together. */
public final class ResidentMemory {

  private static final Path STATUS = Path.of("/proc/self/status");

  private ResidentMemory() {}

  /**
   * Bytes now, or -1 where the system does not tell: Java itself knows its own heap only, in which
   * no tensor lies.
   */
  public static long bytes() {
    return bytes(STATUS);
  }

  /** The most bytes so far, or -1 where the system does not tell. */
  static long peak() {
    return bytes(STATUS, "VmHWM:");
  }

  static long bytes(Path status) {
    return bytes(status, "VmRSS:");
  }

  private static long bytes(Path status, String field) {
    try (var lines = Files.lines(status, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith(field))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(-1);
    } catch (IOException | java.io.UncheckedIOException | NumberFormatException e) {
      return -1;
    }
  }
}
