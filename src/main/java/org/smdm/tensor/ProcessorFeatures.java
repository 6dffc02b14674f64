package org.smdm.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/** What the processor says that it can do; Linux tells, other systems are taken to lack it. */
final class ProcessorFeatures {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  /** Intel and AMD's names of the instructions, and Arm's. */
  private static final Set<String> BF16 = Set.of("avx512_bf16", "amx_bf16", "bf16");

  private ProcessorFeatures() {}

  static boolean multiplyBf16() {
    try (Stream<String> lines = Files.lines(CPU_INFO, StandardCharsets.UTF_8)) {
      return multiplyBf16(lines);
    } catch (IOException e) {
      return false;
    }
  }

  /** Looks through lines of the form {@code flags : fpu vme …}. */
  static boolean multiplyBf16(Stream<String> lines) {
    return lines
        .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
        .flatMap(line -> Arrays.stream(line.substring(line.indexOf(':') + 1).trim().split("\\s+")))
        .anyMatch(BF16::contains);
  }
}
