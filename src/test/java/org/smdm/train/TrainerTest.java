package org.smdm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.config.BatchConfig;
import org.smdm.config.BudgetConfig;
import org.smdm.config.CheckpointConfig;
import org.smdm.config.DataConfig;
import org.smdm.config.ModelCard;
import org.smdm.config.ModelConfig;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.OptimizerConfig;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.config.UserException;
import org.smdm.config.ValidationConfig;
import org.smdm.config.WarmupRule;
import org.smdm.data.ByteTokenizer;
import org.smdm.data.SequentialBlocks;
import org.smdm.data.TokenSequence;
import org.smdm.data.TrainingData;
import org.smdm.model.Transformer;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.SafetensorsWriter;
import org.smdm.tensor.Torch;

class TrainerTest {

  private static final ModelConfig MODEL = ModelConfig.of(8, 256, 1, 2, 8, 12);
  private static final int BATCH = 4;

  @TempDir Path results;
  private final NDManager manager = Torch.newManager("cpu");

  @AfterEach
  void close() {
    manager.close();
  }

  private static RunConfig config(
      long steps, OptimizerConfig optimizer, CheckpointConfig checkpoints, long validateEvery) {
    return new RunConfig(
        "run",
        3,
        "cpu",
        Precision.FP32,
        MODEL,
        ObjectiveConfig.MaskedDiffusion.standard(),
        new DataConfig.Text("any", "bytes", 0.1),
        optimizer,
        BudgetConfig.steps(steps),
        new BatchConfig(BATCH, 2),
        new ValidationConfig(validateEvery, 3, 2),
        checkpoints,
        false);
  }

  private static OptimizerConfig optimizer(double rate, double skipAbove) {
    return new OptimizerConfig(
        rate, rate / 10, WarmupRule.SCALED, 0.9, 0.95, 1e-8, 0.1, 1, skipAbove);
  }

  private static TrainingData data() {
    int[] ids = new int[900];
    Arrays.setAll(ids, i -> i * 37 % 256);
    TokenSequence tokens = TokenSequence.of(ids, 256, 900);
    SequentialBlocks blocks = new SequentialBlocks(tokens, 9);
    return new TrainingData(new ByteTokenizer(), blocks, blocks, 1, tokens.fingerprint());
  }

  private Transformer model(RunConfig config) {
    return Transformer.initialized(
        manager, MODEL, config.objective().family(), new RandomStreams(config.seed()));
  }

  private Trainer trainer(RunConfig config, TrainingListener listener) {
    return new Trainer(config, data(), model(config), folder(), listener);
  }

  private RunFolder folder() {
    return RunFolder.of(results, "run");
  }

  private static UserException fails(Trainer trainer) {
    UserException e = assertThrows(UserException.class, trainer::run);
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    return e;
  }

  private List<String> saved() throws IOException {
    try (Stream<Path> files = Files.list(folder().checkpoints())) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  /** Loads the last checkpoint as a resumed run does; its weights and moments must be numbers. */
  private TrainingState loadLast(RunConfig config) {
    Transformer model = model(config);
    TrainingStep step = new TrainingStep(config, data().train(), model);
    Path last = Checkpoint.latest(folder().checkpoints()).orElseThrow();
    TrainingState state = Checkpoint.restore(last, model, step.optimizer());
    Map<String, NDArray> all = new TreeMap<>(model.parameters());
    all.putAll(step.optimizer().state());
    all.forEach(
        (name, array) -> {
          for (float value : array.toFloatArray()) {
            assertTrue(Float.isFinite(value), name + " in " + last + " holds " + value);
          }
        });
    return state;
  }

  @ParameterizedTest
  @CsvSource({"1e30,1", "1e30,2", "1e38,1", "1e300,1", "1e20,3"})
  void aDivergingRunEndsInOneSentenceAndItsLastCheckpointIsGood(double rate, long saveEvery) {
    RunConfig config = config(60, optimizer(rate, 0), new CheckpointConfig(saveEvery, 1, 0), 0);
    RunFolder.create(results, config);
    List<StepMetrics> steps = new ArrayList<>();
    UserException e =
        fails(
            trainer(
                config,
                new TrainingListener() {
                  @Override
                  public void step(StepMetrics metrics) {
                    steps.add(metrics);
                  }
                }));
    int reported = steps.size();
    assertTrue(e.getMessage().contains("step " + (reported + 1)), e.getMessage());
    assertTrue(
        e.getMessage().contains("%d to %d".formatted(reported * BATCH, (reported + 1) * BATCH - 1)),
        e.getMessage());
    assertTrue(e.getMessage().contains("learningRate"), e.getMessage());
    if (reported >= saveEvery) {
      assertTrue(loadLast(config).step() <= reported);
    }
  }

  @Test
  void weightsThatAreNoNumbersEndTheRunAtItsFirstStep() {
    RunConfig config = config(10, optimizer(1e-3, 0), new CheckpointConfig(1, 1, 0), 0);
    RunFolder.create(results, config);
    Transformer model = model(config);
    model.parameters().values().iterator().next().addi(Float.NaN);
    UserException e = fails(new Trainer(config, data(), model, folder(), TrainingListener.NONE));
    assertTrue(e.getMessage().contains("step 1 (training sequences 0 to 3)"), e.getMessage());
    assertEquals(List.of(), Checkpoint.all(folder().checkpoints()));
  }

  @Test
  void theGoodCheckpointStaysWhenAStepOverflows() throws IOException {
    RunConfig config = config(4, optimizer(1e-3, 0), new CheckpointConfig(1, 1, 0), 0);
    RunFolder.create(results, config);
    Transformer model = model(config);
    UserException e =
        fails(
            new Trainer(
                config,
                data(),
                model,
                folder(),
                new TrainingListener() {
                  @Override
                  public void step(StepMetrics metrics) {
                    if (metrics.step() == 3) {
                      NDArray last = model.parameters().get("transformer.ln_f.weight");
                      last.muli(Float.POSITIVE_INFINITY);
                    }
                  }
                }));
    assertTrue(e.getMessage().contains("ln_f.weight is not finite after step 3"), e.getMessage());
    assertEquals(List.of("step-00000002"), saved());
    assertEquals(2, loadLast(config).step());
  }

  @Test
  void aRunOfNothingButSkippedStepsIsGivenUp() {
    RunConfig config = config(200, optimizer(1e-3, 10), new CheckpointConfig(0, 1, 0), 0);
    RunFolder.create(results, config);
    Transformer model = model(config);
    model.parameters().values().iterator().next().addi(Float.NaN);
    UserException e = fails(new Trainer(config, data(), model, folder(), TrainingListener.NONE));
    assertTrue(e.getMessage().contains("step 50"), e.getMessage());
  }

  @Test
  void aRunWhoseEveryNormIsASpikeIsGivenUpAfterFiftySteps() throws IOException {
    RunConfig config = config(200, optimizer(1e-3, 10), new CheckpointConfig(10, 2, 0), 0);
    RunFolder.create(results, config);
    Transformer model = model(config);
    AdamW optimizer = new TrainingStep(config, data().train(), model).optimizer();
    optimizer.state().get("mean_norm").addi(1e-6f);
    Checkpoint.write(
        folder().checkpoints(),
        model,
        optimizer,
        new ModelCard(model.family(), MODEL, "bytes", "any", 0, 0),
        TrainingState.initial(data().fingerprint()));
    UserException e = fails(trainer(config, TrainingListener.NONE));
    assertTrue(
        e.getMessage().contains("50 steps in a row were skipped up to step 50"), e.getMessage());
    assertEquals(List.of("step-00000030", "step-00000040"), saved());
  }

  @Test
  void skippedStepsAreCountedInMetricsStateAndOptimizer() {
    RunConfig config = config(40, optimizer(1e-3, 1.2), new CheckpointConfig(0, 1, 0), 0);
    RunFolder.create(results, config);
    List<StepMetrics> steps = new ArrayList<>();
    trainer(
            config,
            new TrainingListener() {
              @Override
              public void step(StepMetrics metrics) {
                steps.add(metrics);
              }
            })
        .run();
    double mean = 0;
    long skipped = 0;
    for (StepMetrics step : steps) {
      double norm = step.gradientNorm();
      if (mean > 0 && norm > 1.2 * mean) {
        skipped++;
      } else {
        mean = mean == 0 ? norm : mean + 0.02 * (norm - mean);
      }
      assertEquals(skipped, step.skippedSteps(), "step " + step.step());
    }
    assertTrue(skipped > 0 && skipped < 40, skipped + " skipped");
    TrainingState state = loadLast(config);
    assertEquals(40, state.step());
    assertEquals(skipped, state.skippedSteps());
    Transformer model = model(config);
    AdamW optimizer = new TrainingStep(config, data().train(), model).optimizer();
    Checkpoint.restore(Checkpoint.latest(folder().checkpoints()).orElseThrow(), model, optimizer);
    assertEquals((float) (40 - skipped), optimizer.state().get("steps").getFloat());
  }

  @ParameterizedTest
  @CsvSource({"1,0", "2,0", "3,0", "1,1", "2,2", "1,3"})
  void theLastAndTheBestCheckpointsAreKept(int last, int best) throws IOException {
    RunConfig config = config(24, optimizer(0.3, 0), new CheckpointConfig(3, last, best), 2);
    RunFolder.create(results, config);
    Map<Long, Double> losses = new TreeMap<>();
    Set<Long> everSaved = new TreeSet<>();
    trainer(
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
        expected.stream().map("step-%08d"::formatted).collect(Collectors.toList()), saved());
  }

  @Test
  void aCheckpointThatCannotBeWrittenLeavesTheEarlierOnes() throws IOException {
    RunConfig config = config(8, optimizer(1e-3, 0), new CheckpointConfig(2, 9, 0), 0);
    RunFolder.create(results, config);
    Path checkpoints = folder().checkpoints();
    Path aside = results.resolve("aside");
    UserException e =
        fails(
            trainer(
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
    assertEquals(List.of("step-00000002", "step-00000004"), saved());
    assertEquals(4, loadLast(config).step());
  }

  @Test
  void aFullDiskLeavesTheEarlierCheckpointsAndNothingHalfWritten() throws Exception {
    RunConfig config = config(8, optimizer(1e-3, 0), new CheckpointConfig(2, 9, 0), 0);
    RunFolder.create(results, config);
    Path checkpoints = Files.createDirectory(folder().checkpoints());
    // A checkpoint of this model takes 60 kB and more: one fits, two do not.
    assumeTrue(
        command("mount", "-t", "tmpfs", "-o", "size=112k", "tmpfs", checkpoints.toString()),
        "this user may not mount a small file system");
    try {
      UserException e = fails(trainer(config, TrainingListener.NONE));
      assertTrue(e.getMessage().contains("is full"), e.getMessage());
      assertEquals(List.of("step-00000002"), saved());
      assertEquals(2, loadLast(config).step());
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
    RunConfig config = config(4, optimizer(1e-3, 0), new CheckpointConfig(0, 1, 0), 0);
    RunFolder.create(results, config);
    trainer(config, TrainingListener.NONE).run();
    Path file =
        Checkpoint.latest(folder().checkpoints()).orElseThrow().resolve("optimizer.safetensors");
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
    UserException e = fails(trainer(config, TrainingListener.NONE));
    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
  }

  @Test
  void anInterruptedRunEndsWithTheWeightsOfAnUninterruptedOne() throws IOException {
    RunConfig config = config(9, optimizer(1e-2, 0), new CheckpointConfig(4, 1, 0), 0);
    RunFolder.create(results, config);
    Trainer[] first = new Trainer[1];
    first[0] =
        trainer(
            config,
            new TrainingListener() {
              @Override
              public void saved(long step, Path checkpoint) {
                first[0].stop();
              }
            });
    TrainingOutcome stopped = first[0].run();
    assertEquals(4, stopped.step());
    assertEquals(false, stopped.finished());
    Transformer resumed = model(config);
    new Trainer(config, data(), resumed, folder(), TrainingListener.NONE).run();
    Path elsewhere = results.resolve("other");
    RunFolder.create(elsewhere, config);
    Transformer whole = model(config);
    new Trainer(config, data(), whole, RunFolder.of(elsewhere, "run"), TrainingListener.NONE).run();
    whole
        .parameters()
        .forEach(
            (name, array) ->
                assertArrayEquals(
                    array.toFloatArray(), resumed.parameters().get(name).toFloatArray(), name));
    assertEquals(List.of("step-00000009"), saved());
  }
}
