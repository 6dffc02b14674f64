package org.smdm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.config.CheckpointConfig;
import org.smdm.config.RunConfig;
import org.smdm.io.UserException;
import org.smdm.record.CheckpointFolders;
import org.smdm.record.ValidationResult;
import org.smdm.tensor.safetensors.SafetensorsWriter;

class CheckpointTest {

  @TempDir Path results;
  private TinyRun run;

  @BeforeEach
  void open() {
    run = new TinyRun(results);
  }

  @AfterEach
  void close() {
    run.close();
  }

  @ParameterizedTest
  @CsvSource({"1,0", "2,0", "3,0", "1,1", "2,2", "1,3"})
  void theLastAndTheBestCheckpointsAreKept(int last, int best) throws IOException {
    RunConfig config =
        run.begin(24, TinyRun.optimizer(0.3, 0), new CheckpointConfig(3, last, best), 2);
    Map<Long, Double> losses = new TreeMap<>();
    Set<Long> everSaved = new TreeSet<>();
    run.trainer(
            config,
            new TrainingListener() {
              @Override
              public void validated(long step, ValidationResult result) {
                losses.put(step, result.loss());
              }

              @Override
              public void saved(long step, Path checkpoint) {
                everSaved.add(step);
              }
            })
        .run();
    Set<Long> expected = new TreeSet<>();
    List<Long> inOrder = new ArrayList<>(everSaved);
    expected.addAll(inOrder.subList(Math.max(0, inOrder.size() - last), inOrder.size()));
    losses.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .limit(best)
        .forEach(entry -> expected.add(entry.getKey()));
    assertEquals(
        expected.stream().map("step-%08d"::formatted).collect(Collectors.toList()), run.saved());
  }

  @Test
  void aCheckpointThatCannotBeWrittenLeavesTheEarlierOnes() throws IOException {
    RunConfig config = run.begin(8, TinyRun.optimizer(1e-3, 0), new CheckpointConfig(2, 9, 0), 0);
    Path checkpoints = run.folder().checkpoints();
    Path aside = results.resolve("aside");
    UserException e =
        TinyRun.fails(
            run.trainer(
                config,
                new TrainingListener() {
                  @Override
                  public void saved(long step, Path checkpoint) {
                    if (step == 4) {
                      try {
                        Files.move(checkpoints, aside);
                        Files.writeString(checkpoints, "a file");
                      } catch (IOException failure) {
                        throw new UncheckedIOException(failure);
                      }
                    }
                  }
                }));
    assertTrue(e.getMessage().contains(checkpoints.toString()), e.getMessage());
    Files.delete(checkpoints);
    Files.move(aside, checkpoints);
    assertEquals(List.of("step-00000002", "step-00000004"), run.saved());
    assertEquals(4, run.loadLast(config).step());
  }

  @Test
  void aFullDiskLeavesTheEarlierCheckpointsAndNothingHalfWritten() throws Exception {
    RunConfig config = run.begin(8, TinyRun.optimizer(1e-3, 0), new CheckpointConfig(2, 9, 0), 0);
    Path checkpoints = Files.createDirectory(run.folder().checkpoints());
    // A checkpoint of this model takes 60 kB and more: one fits, two do not.
    assumeTrue(
        command("mount", "-t", "tmpfs", "-o", "size=112k", "tmpfs", checkpoints.toString()),
        "this user may not mount a small file system");
    try {
      UserException e = TinyRun.fails(run.trainer(config, TrainingListener.NONE));
      assertTrue(e.getMessage().contains("is full"), e.getMessage());
      assertEquals(List.of("step-00000002"), run.saved());
      assertEquals(2, run.loadLast(config).step());
    } finally {
      // Lazily: what was read of it may still be mapped into memory.
      command("umount", "-l", checkpoints.toString());
    }
  }

  private static boolean command(String... words) throws Exception {
    try {
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "empty", "garbled header", "missing", "without moments"})
  void aDamagedOptimizerFileIsNamedOnResume(String damage) throws IOException {
    RunConfig config = run.begin(4, TinyRun.optimizer(1e-3, 0), new CheckpointConfig(0, 1, 0), 0);
    run.trainer(config, TrainingListener.NONE).run();
    Path file =
        CheckpointFolders.latest(run.folder().checkpoints())
            .orElseThrow()
            .resolve("optimizer.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    switch (damage) {
      case "cut" -> Files.write(file, Arrays.copyOf(bytes, bytes.length - 100));
      case "empty" -> Files.write(file, new byte[0]);
      case "garbled header" -> {
        Arrays.fill(bytes, 8, 40, (byte) 'x');
        Files.write(file, bytes);
      }
      case "missing" -> Files.delete(file);
      default -> SafetensorsWriter.write(file, Map.of(), Map.of());
    }
    UserException e = TinyRun.fails(run.trainer(config, TrainingListener.NONE));
    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
  }
}
