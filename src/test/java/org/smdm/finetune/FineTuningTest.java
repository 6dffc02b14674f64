package org.smdm.finetune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smdm.config.BatchConfig;
import org.smdm.config.BudgetConfig;
import org.smdm.config.CheckpointConfig;
import org.smdm.config.DataConfig;
import org.smdm.config.ExampleTask;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.config.SegmentFormat;
import org.smdm.config.StartConfig;
import org.smdm.config.ValidationConfig;
import org.smdm.io.UserException;
import org.smdm.model.checkpoint.SavedModel;
import org.smdm.objective.TrainingBatch;
import org.smdm.record.CheckpointFolders;
import org.smdm.tensor.RandomStreams;
import org.smdm.train.Parallelism;
import org.smdm.train.TrainingListener;
import org.smdm.train.TrainingOutcome;
import org.smdm.train.TrainingSession;

/** What fine-tuning reads, masks and counts, and that it can be trusted to go on. */
class FineTuningTest {

  private static final int EXAMPLES = 24;
  private static final int MASK = 256;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeExamples() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < EXAMPLES; i++) {
      lines.append(
          "{\"prompt\": \"%s\", \"completion\": \"%s\"}\n"
              .formatted(
                  "p".repeat(1 + i % 3), String.valueOf((char) ('A' + i)).repeat(1 + i % 7)));
    }
    file = Files.writeString(folder.resolve("examples.jsonl"), lines);
  }

  private DataConfig.Examples data(
      StartConfig start, boolean isFixed, boolean learnsPrompts, double dropout) {
    return new DataConfig.Examples(
        ExampleTask.PROMPTS,
        file.toString(),
        "bytes",
        start,
        SegmentFormat.PLAIN,
        16,
        isFixed,
        learnsPrompts,
        dropout,
        0);
  }

  private static RunConfig config(String name, ModelFamily family, DataConfig data, long steps) {
    return new RunConfig(
        name,
        5,
        "cpu",
        Precision.FP32,
        ModelConfig.of(16, 256, 1, 2, 8, 12),
        family == ModelFamily.ARM
            ? new ObjectiveConfig.Autoregressive()
            : ObjectiveConfig.MaskedDiffusion.standard(),
        data,
        TaskDefaults.optimizer(1e-2),
        BudgetConfig.steps(steps),
        new BatchConfig(4, 2),
        new ValidationConfig(0, 8, 4),
        new CheckpointConfig(3, 10, 0),
        false);
  }

  private TrainingBatch[] batches(ModelFamily family, DataConfig.Examples data, int steps) {
    FineTuning task = FineTuning.open(config("any", family, data, steps));
    TrainingBatch[] batches = new TrainingBatch[2 * steps];
    for (int i = 0; i < batches.length; i++) {
      batches[i] = task.batch(i / 2, i % 2);
    }
    return batches;
  }

  /** Tokens of a row up to what is no prompt. */
  private static int promptLength(TrainingBatch batch, int row) {
    int length = 0;
    while (batch.ids()[row * batch.time() + length] == 'p') {
      length++;
    }
    return length;
  }

  @Test
  void promptsAreNeverMaskedAndAllThatIsMaskedIsCounted() {
    int masked = 0;
    for (TrainingBatch batch : batches(ModelFamily.MDM, data(null, false, false, 0), 12)) {
      List<Long> masks = new ArrayList<>();
      for (int i = 0; i < batch.ids().length; i++) {
        if (batch.ids()[i] == MASK) {
          masks.add((long) i);
        }
      }
      assertArrayEquals(masks.stream().mapToLong(i -> i).toArray(), batch.rows());
      masked += masks.size();
      for (long target : batch.targets()) {
        assertTrue(target != 'p', "a prompt is to be guessed");
      }
      for (int row = 0; row < batch.batch(); row++) {
        assertTrue(promptLength(batch, row) >= 1);
      }
    }
    assertTrue(masked > 50, "only " + masked + " masks");
  }

  @Test
  void droppedPromptsAreAllMasksAndChangeNothingElse() {
    TrainingBatch[] kept = batches(ModelFamily.MDM, data(null, false, false, 0), 12);
    TrainingBatch[] mixed = batches(ModelFamily.MDM, data(null, false, false, 0.5), 12);
    int dropped = 0;
    for (int i = 0; i < kept.length; i++) {
      assertArrayEquals(kept[i].rows(), mixed[i].rows());
      assertArrayEquals(kept[i].targets(), mixed[i].targets());
      assertArrayEquals(kept[i].weights(), mixed[i].weights());
      long[] expected = kept[i].ids().clone();
      if (mixed[i].ids()[0] == MASK) {
        dropped++;
        for (int row = 0; row < kept[i].batch(); row++) {
          int from = row * kept[i].time();
          Arrays.fill(expected, from, from + promptLength(kept[i], row), MASK);
        }
      }
      assertArrayEquals(expected, mixed[i].ids());
    }
    assertTrue(dropped > 4 && dropped < 20, dropped + " of 24 dropped");
  }

  @Test
  void anArmLearnsAnswersWithOneEndOfTextEach() {
    for (TrainingBatch batch : batches(ModelFamily.ARM, data(null, true, false, 0), 6)) {
      assertEquals(15, batch.time());
      int ends = 0;
      for (int i = 0; i < batch.rows().length; i++) {
        assertTrue(batch.targets()[i] != 'p');
        ends += batch.targets()[i] == 0 ? 1 : 0;
        assertEquals(1f / batch.rows().length, batch.weights()[i]);
      }
      assertEquals(batch.batch(), ends);
    }
  }

  @Test
  void learntPromptsAreMaskedToo() {
    boolean seen = false;
    for (TrainingBatch batch : batches(ModelFamily.MDM, data(null, false, true, 0), 12)) {
      seen |= Arrays.stream(batch.targets()).anyMatch(target -> target == 'p');
    }
    assertTrue(seen, "no prompt was masked");
    seen = false;
    for (TrainingBatch batch : batches(ModelFamily.ARM, data(null, false, true, 0), 12)) {
      seen |= Arrays.stream(batch.targets()).anyMatch(target -> target == 'p');
    }
    assertTrue(seen, "no prompt was a target");
  }

  @Test
  void anEpochReadsEveryExampleOnceInBatchesOfLikeLength() {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 512; i++) {
      examples.add(new Example(new int[1 + i * 37 % 100], 0, i));
    }
    LengthBuckets order = new LengthBuckets(examples, 8, new RandomStreams(1));
    LengthBuckets again = new LengthBuckets(examples, 8, new RandomStreams(1));
    TreeMap<Integer, Integer> read = new TreeMap<>();
    int padded = 0;
    int tokens = 0;
    for (int batch = 0; batch < 64; batch++) {
      Example[] got = order.batch(batch);
      for (Example example : got) {
        read.merge(examples.indexOf(example), 1, Integer::sum);
        padded += got[7].ids().length;
        tokens += example.ids().length;
      }
    }
    assertEquals(512, read.size());
    assertTrue(read.values().stream().allMatch(times -> times == 1));
    assertTrue(padded < 1.1 * tokens, padded + " tokens for " + tokens);
    // Nothing depends on what was read before.
    for (int batch : new int[] {100, 3, 64}) {
      assertArrayEquals(order.batch(batch), again.batch(batch));
    }
  }

  private TrainingOutcome train(RunConfig config, Path results, TrainingListener listener) {
    return new TrainingSession(results, true, listener, Parallelism.none())
        .run(config, FineTuning.open(config));
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptedRunEndsWithTheSameWeights(ModelFamily family) throws IOException {
    Path before = folder.resolve("before");
    train(config("start", family, data(null, false, true, 0), 2), before, TrainingListener.NONE);
    SavedModel saved = SavedModel.of(before.resolve("start"));
    StartConfig start = new StartConfig(before.resolve("start").toString(), saved.sha256());
    RunConfig config = config("run", family, data(start, false, false, 0), 9);
    Path whole = folder.resolve("whole");
    train(config, whole, TrainingListener.NONE);
    Path parts = folder.resolve("parts");
    assertThrows(
        IllegalStateException.class,
        () ->
            train(
                config,
                parts,
                new TrainingListener() {
                  @Override
                  public void saved(long step, Path checkpoint) {
                    throw new IllegalStateException("killed after " + step);
                  }
                }));
    TrainingOutcome outcome = train(config, parts, TrainingListener.NONE);
    assertTrue(outcome.isFinished());
    Path expected = CheckpointFolders.modelFile(whole.resolve("run"));
    Path actual = CheckpointFolders.modelFile(parts.resolve("run"));
    assertArrayEquals(Files.readAllBytes(expected), Files.readAllBytes(actual));
    assertTrue(!Arrays.equals(Files.readAllBytes(saved.file()), Files.readAllBytes(actual)));
  }

  @Test
  void itBeginsWithTheWeightsThatItIsGivenAndWithNoOthers() throws IOException {
    Path results = folder.resolve("results");
    train(
        config("start", ModelFamily.MDM, data(null, false, true, 0), 6),
        results,
        TrainingListener.NONE);
    SavedModel saved = SavedModel.of(results.resolve("start"));
    StartConfig start = new StartConfig(results.resolve("start").toString(), saved.sha256());
    List<Double> losses = new ArrayList<>();
    for (StartConfig from : Arrays.asList(start, null)) {
      RunConfig config =
          config("from" + losses.size(), ModelFamily.MDM, data(from, false, false, 0), 1);
      train(
          config,
          results,
          new TrainingListener() {
            @Override
            public void step(org.smdm.record.StepMetrics metrics) {
              losses.add(metrics.loss());
            }
          });
    }
    assertTrue(losses.get(0) < losses.get(1), "no better than drawn weights: " + losses);
    StartConfig other = new StartConfig(start.checkpoint(), "0".repeat(64));
    UserException e =
        assertThrows(
            UserException.class,
            () ->
                train(
                    config("other", ModelFamily.MDM, data(other, false, false, 0), 1),
                    results,
                    TrainingListener.NONE));
    assertTrue(e.getMessage().contains("SHA-256"), e.getMessage());
    e =
        assertThrows(
            UserException.class,
            () ->
                train(
                    config("arm", ModelFamily.ARM, data(start, false, false, 0), 1),
                    results,
                    TrainingListener.NONE));
    assertTrue(e.getMessage().contains("family"), e.getMessage());
  }
}
