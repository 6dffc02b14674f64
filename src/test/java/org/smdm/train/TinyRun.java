package org.smdm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.smdm.config.BatchConfig;
import org.smdm.config.BudgetConfig;
import org.smdm.config.CheckpointConfig;
import org.smdm.config.DataConfig;
import org.smdm.config.ModelConfig;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.OptimizerConfig;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.config.ValidationConfig;
import org.smdm.config.WarmupRule;
import org.smdm.data.packed.SequentialBlocks;
import org.smdm.data.packed.TokenSequence;
import org.smdm.data.packed.TrainingData;
import org.smdm.data.tokenizer.ByteTokenizer;
import org.smdm.io.UserException;
import org.smdm.model.Transformer;
import org.smdm.record.CheckpointFolders;
import org.smdm.record.RunFolder;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

/** A run of a model so small that a whole training takes a moment. */
final class TinyRun implements AutoCloseable {

  static final ModelConfig MODEL = ModelConfig.of(8, 256, 1, 2, 8, 12);
  static final int BATCH = 4;

  private final Path results;
  private final NDManager manager = Torch.newManager("cpu");

  TinyRun(Path results) {
    this.results = results;
  }

  @Override
  public void close() {
    manager.close();
  }

  static RunConfig config(
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

  /** A config with its run folder. */
  RunConfig begin(
      long steps, OptimizerConfig optimizer, CheckpointConfig checkpoints, long validateEvery) {
    RunConfig config = config(steps, optimizer, checkpoints, validateEvery);
    RunFolder.create(results, config);
    return config;
  }

  static OptimizerConfig optimizer(double rate, double skipAbove) {
    return new OptimizerConfig(
        rate, rate / 10, WarmupRule.SCALED, 0.9, 0.95, 1e-8, 0.1, 1, skipAbove);
  }

  static TrainingData data() {
    int[] ids = new int[900];
    Arrays.setAll(ids, i -> i * 37 % 256);
    TokenSequence tokens = TokenSequence.of(ids, 256, 900);
    SequentialBlocks blocks = new SequentialBlocks(tokens, 9);
    return new TrainingData(new ByteTokenizer(), blocks, blocks, 1, tokens.fingerprint());
  }

  Transformer model(RunConfig config) {
    return Transformer.initialized(
        manager,
        config.model(),
        config.objective().family(),
        Precision.FP32,
        new RandomStreams(config.seed()));
  }

  Trainer trainer(RunConfig config, TrainingListener listener) {
    return trainer(config, model(config), folder(), listener);
  }

  static Trainer trainer(
      RunConfig config, Transformer model, RunFolder folder, TrainingListener listener) {
    return new Trainer(
        config, new PretrainingTask(config, data()), model, folder, listener, Parallelism.none());
  }

  static TrainingStep step(RunConfig config, Transformer model) {
    return new TrainingStep(
        config, new BlockBatches(config, data().train()), model, Parallelism.none());
  }

  /** The sentence that a run ends with whose weights are no numbers. */
  UserException failsFromNaN(RunConfig config) {
    Transformer model = model(config);
    model.parameters().values().iterator().next().addi(Float.NaN);
    return fails(trainer(config, model, folder(), TrainingListener.NONE));
  }

  RunFolder folder() {
    return RunFolder.of(results, "run");
  }

  /** The one sentence that a run ends with. */
  static UserException fails(Trainer trainer) {
    UserException e = assertThrows(UserException.class, trainer::run);
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    return e;
  }

  /** Names of everything beside and including the checkpoints. */
  List<String> saved() {
    Path checkpoints = folder().checkpoints();
    if (!Files.exists(checkpoints)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(checkpoints)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Loads the last checkpoint as a resumed run does; its weights and moments must be numbers. */
  TrainingState loadLast(RunConfig config) {
    Transformer model = model(config);
    TrainingStep step = step(config, model);
    Path last = CheckpointFolders.latest(folder().checkpoints()).orElseThrow();
    TrainingState state = Checkpoint.restore(last, model, step.optimizer());
    Map<String, NDArray> all = new TreeMap<>(model.parameters());
    all.putAll(step.optimizer().state(manager));
    all.forEach(
        (name, array) -> {
          for (float value : array.toFloatArray()) {
            assertTrue(Float.isFinite(value), name + " in " + last + " holds " + value);
          }
        });
    return state;
  }
}
