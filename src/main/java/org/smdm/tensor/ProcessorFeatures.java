package org.smdm.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a processor says that it can do; Linux tells, other systems are taken to lack it.
 *
 * @param names the system's names of its instructions
 */
record ProcessorFeatures(Set<String> names) {

  /** This machine's. */
  static final ProcessorFeatures HERE = read();

  /** Intel and AMD's names of the instructions, and Arm's. */
  private static final Set<String> BF16 = Set.of("avx512_bf16", "amx_bf16", "bf16");

  private static final Set<String> AVX512 = Set.of("avx512f", "avx512bw", "avx512vl", "avx512dq");

  private static ProcessorFeatures read() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"), StandardCharsets.UTF_8)) {
      return in(lines);
    } catch (IOException e) {
      return new ProcessorFeatures(Set.of());
    }
  }

  /** Looks through lines of the form {@code flags : fpu vme …}. */
  static ProcessorFeatures in(Stream<String> lines) {
    return new ProcessorFeatures(
        lines
            .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
            .map(line -> line.substring(line.indexOf(':') + 1).trim())
            .flatMap(line -> Arrays.stream(line.split("\\s+")))
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** Whether it multiplies bfloat16 itself. */
  boolean multiplyBf16() {
    return !Collections.disjoint(names, BF16);
  }

  /** Whether it has what oneDNN's kernels for AVX-512 need. */
  boolean haveAvx512() {
    return names.containsAll(AVX512);
  }
}
