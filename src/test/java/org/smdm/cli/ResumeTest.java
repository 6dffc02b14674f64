package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes that are killed and told to stop, and runs that go on afterwards. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class ResumeTest {

  private static final int STEPS = 60;

  /** So many that a signal comes before the last of them. */
  private static final int MANY_STEPS = 150;

  @TempDir Path folder;

  private Process start(Path results, String... more) throws IOException {
    return ChildProcess.smdm(results.resolve("output.txt"), words(results, more));
  }

  private static Process startMany(Path results) throws IOException {
    return ChildProcess.smdm(results.resolve("output.txt"), words(results, MANY_STEPS, 50));
  }

  private static List<String> words(Path results, String... more) {
    return words(results, STEPS, 5, more);
  }

  private static List<String> words(Path results, int steps, int saveEvery, String... more) {
    List<String> words =
        new ArrayList<>(List.of("pretrain", "--results", results.toString(), "--name", "run"));
    words.addAll(List.of("--layers", "2", "--heads", "2", "--embd", "64", "--block-size", "32"));
    words.addAll(List.of("--batch-size", "4", "--micro-batch-size", "2", "--steps", "" + steps));
    words.addAll(List.of("--validate-every", "16", "--validation-sequences", "4"));
    words.addAll(List.of("--mc-samples", "2", "--ssl-ratio", "0.3"));
    words.addAll(List.of("--save-every", "" + saveEvery));
    words.addAll(List.of("--keep-last", "2", "--keep-best", "1", "--resume"));
    words.addAll(Arrays.asList(more));
    return words;
  }

  private static String output(Path results) throws IOException {
    return Files.readString(results.resolve("output.txt"), StandardCharsets.UTF_8);
  }

  private static void finish(Process process, Path results) throws Exception {
    assertEquals(0, process.waitFor(), output(results));
  }

  private static Path checkpoint(Path results, int step) {
    return results.resolve("run/checkpoints/step-%08d".formatted(step));
  }

  /** The columns of metrics.csv that do not depend on the clock. */
  private static List<String> results(Path results) throws IOException {
    List<String> lines = Files.readAllLines(results.resolve("run/metrics.csv"));
    List<String> header = List.of(lines.get(0).split(",", -1));
    List<Integer> columns =
        Stream.of(
                "step",
                "tokens",
                "loss",
                "learning_rate",
                "gradient_norm",
                "skipped_steps",
                "validation_loss",
                "validation_standard_error")
            .map(header::indexOf)
            .toList();
    assertFalse(columns.contains(-1), header.toString());
    return lines.stream()
        .map(line -> line.split(",", -1))
        .map(cells -> columns.stream().map(c -> cells[c]).toList().toString())
        .toList();
  }

  private void assertSame(Path expected, Path actual) throws IOException {
    assertSame(expected, actual, STEPS);
  }

  private void assertSame(Path expected, Path actual, int steps) throws IOException {
    assertEquals(results(expected), results(actual));
    for (String file : List.of("model.safetensors", "optimizer.safetensors")) {
      assertArrayEquals(
          Files.readAllBytes(checkpoint(expected, steps).resolve(file)),
          Files.readAllBytes(checkpoint(actual, steps).resolve(file)),
          file);
    }
    List<String> jsonl = Files.readAllLines(actual.resolve("run/metrics.jsonl"));
    assertEquals(results(actual).size() - 1, jsonl.size());
    assertEquals(List.of(), hidden(actual.resolve("run/checkpoints")));
  }

  private static List<Path> hidden(Path parent) throws IOException {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(parent, ".*")) {
      children.forEach(found::add);
    }
    return found;
  }

  private static int metricLines(Path results) throws IOException {
    Path metrics = results.resolve("run/metrics.csv");
    return Files.exists(metrics) ? Files.readAllLines(metrics).size() : 0;
  }

  /** Kills a run again and again, every second time in the middle of writing a checkpoint. */
  private int killUntilFinished(Path results, int kills, long seed, String... more)
      throws Exception {
    Random random = new Random(seed);
    int duringWriting = 0;
    for (int i = 0; i < kills; i++) {
      Process process = start(results, more);
      boolean writing = i % 2 == 1;
      int before = metricLines(results);
      long pause = random.nextInt(150);
      while (process.isAlive()) {
        if (writing && !hidden(results.resolve("run/checkpoints")).isEmpty()) {
          break;
        }
        if (!writing && metricLines(results) > before + 2) {
          Thread.sleep(pause);
          break;
        }
      }
      process.destroyForcibly().waitFor();
      duringWriting += hidden(results.resolve("run/checkpoints")).isEmpty() ? 0 : 1;
    }
    finish(start(results, more), results);
    return duringWriting;
  }

  @Test
  void aRunThatIsKilledAtAnyMomentEndsAsIfItHadNotBeen() throws Exception {
    Path whole = folder.resolve("whole");
    finish(start(whole), whole);
    Path killed = folder.resolve("killed");
    int duringWriting = killUntilFinished(killed, 5, 1);
    assertTrue(output(killed).contains("goes on after step"), output(killed));
    assertSame(whole, killed);
    assertTrue(duringWriting > 0, "no kill fell into the writing of a checkpoint");
  }

  @Test
  @Tag("slow")
  void aRunThatIsKilledFortyTimesEndsAsIfItHadNotBeen() throws Exception {
    Path whole = folder.resolve("whole");
    finish(start(whole, "--precision", "bf16"), whole);
    Path killed = folder.resolve("killed");
    assertTrue(killUntilFinished(killed, 40, System.nanoTime(), "--precision", "bf16") > 5);
    assertSame(whole, killed);
  }

  /** Processes inherit it, and Java leaves an ignored signal alone. */
  private static boolean isInterruptIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    String mask =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow()
            .substring("SigIgn:".length())
            .strip();
    int interrupt = 2;
    return (Long.parseUnsignedLong(mask, 16) >> (interrupt - 1) & 1) == 1;
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalSavesAndLeavesAndTheRunGoesOnFromThere(String signal) throws Exception {
    assumeTrue(
        signal.equals("TERM") || !isInterruptIgnored(),
        "these tests were started with SIGINT ignored, as a shell does behind nohup or &");
    Path whole = folder.resolve("whole");
    finish(startMany(whole), whole);
    Path stopped = folder.resolve("stopped");
    Process process = startMany(stopped);
    while (process.isAlive() && metricLines(stopped) < 8) {
      Thread.sleep(1);
    }
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    int code = process.waitFor();
    assertEquals(signal.equals("INT") ? 130 : 143, code, output(stopped));
    assertTrue(output(stopped).contains("stopped and saved after step"), output(stopped));
    assertTrue(
        Files.readString(stopped.resolve("run/manifest.json")).contains("\"stopped\""),
        output(stopped));
    assertFalse(Files.exists(checkpoint(stopped, MANY_STEPS)));
    finish(startMany(stopped), stopped);
    assertSame(whole, stopped, MANY_STEPS);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aDiskThatIsFullKeepsThePreviousCheckpointAndTheRunGoesOnFromIt() throws Exception {
    Path whole = folder.resolve("whole");
    finish(start(whole), whole);
    Path full = folder.resolve("full");
    Process process = start(full);
    while (process.isAlive() && metricLines(full) < 8) {
      Thread.sleep(1);
    }
    process.destroyForcibly().waitFor();
    // A checkpoint's weights take more than the 400 KiB that a file may now have.
    Process limited = ChildProcess.smdmWithFileLimit(full.resolve("output.txt"), 400, words(full));
    assertEquals(2, limited.waitFor(), output(full));
    assertTrue(output(full).contains("File too large"), output(full));
    assertEquals(List.of(), hidden(full.resolve("run/checkpoints")));
    finish(start(full), full);
    assertSame(whole, full);
  }

  @Test
  void twoProcessesDoNotShareAFolder() throws Exception {
    Path results = folder.resolve("both");
    Process first = start(results);
    while (first.isAlive() && metricLines(results) < 4) {
      Thread.sleep(1);
    }
    // Stopped in its tracks it still holds the lock.
    new ProcessBuilder("kill", "-STOP", Long.toString(first.pid())).start().waitFor();
    Process second = start(results);
    assertEquals(2, second.waitFor(), output(results));
    assertTrue(output(results).contains("is being trained by another process"), output(results));
    new ProcessBuilder("kill", "-CONT", Long.toString(first.pid())).start().waitFor();
    finish(first, results);
  }

  @Test
  void aChangedConfigIsRefusedNamingWhatDiffers() throws Exception {
    Path results = folder.resolve("changed");
    finish(start(results), results);
    Process changed = start(results, "--lr", "0.003", "--seed", "5");
    assertEquals(2, changed.waitFor());
    assertTrue(
        output(results).contains("optimizer.learningRate 0.002 → 0.003")
            && output(results).contains("seed 3407 → 5"),
        output(results));
  }
}
