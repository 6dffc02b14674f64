package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/** What a command prints and returns. Tests that use it lock {@code System.out}. */
record Terminal(int code, String out, String err) {

  static Terminal smdm(Object... words) {
    return run(() -> Main.execute(Stream.of(words).map(String::valueOf).toArray(String[]::new)));
  }

  /** What anything prints that ends with an exit code. */
  static Terminal run(IntSupplier work) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
      int code = work.getAsInt();
      return new Terminal(
          code,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** Pretrains a model so small that a step takes a moment. */
  static Terminal pretrain(Path results, Object... more) {
    Stream<Object> words =
        Stream.of(
            "pretrain",
            "--results",
            results,
            "--layers",
            1,
            "--heads",
            2,
            "--embd",
            16,
            "--validation-sequences",
            4);
    Stream<Object> block =
        List.of(more).contains("--block-size") ? Stream.of() : Stream.of("--block-size", 32);
    // An ARM's validation is exact.
    Stream<Object> samples =
        List.of(more).contains("arm") ? Stream.of() : Stream.of("--mc-samples", 2);
    return smdm(Stream.of(words, block, samples, Stream.of(more)).flatMap(s -> s).toArray());
  }

  /** Pretrains {@code mdm} and {@code arm}, which know nothing and have room for a conversation. */
  static void pretrainBoth(Path results, int blockSize) {
    for (String family : List.of("mdm", "arm")) {
      pretrain(
              results,
              "--objective",
              family,
              "--block-size",
              blockSize,
              "--steps",
              2,
              "--batch-size",
              2,
              "--name",
              family)
          .assertDone();
    }
  }

  void assertDone() {
    assertEquals(0, code, err);
  }

  void assertRefused(String part) {
    assertEquals(2, code, err);
    assertTrue(err.contains(part), err);
    assertEquals(1, err.lines().count(), err);
    assertFalse(err.contains("Exception"), err);
  }
}
