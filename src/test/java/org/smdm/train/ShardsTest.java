package org.smdm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smdm.config.BatchConfig;
import org.smdm.config.BudgetConfig;
import org.smdm.config.CheckpointConfig;
import org.smdm.config.DataConfig;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.config.ValidationConfig;
import org.smdm.data.packed.TokenBlocks;
import org.smdm.model.GradientPass;
import org.smdm.model.GradientSum;
import org.smdm.model.Transformer;
import org.smdm.objective.Objective;
import org.smdm.objective.TrainingBatch;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

class ShardsTest {

  private static final ModelConfig MODEL = ModelConfig.of(128, 256, 2, 4, 64, 128);

  private final RandomStreams streams = new RandomStreams(4);
  private final NDManager manager = Torch.newManager("cpu");
  private final int threadsBefore = Torch.threads();

  @AfterEach
  void close() {
    manager.close();
    Torch.limitThreads(threadsBefore);
  }

  private RunConfig config(ModelFamily family, boolean isCheckpointing) {
    return new RunConfig(
        "run",
        3,
        "cpu",
        Precision.FP32,
        MODEL,
        family == ModelFamily.ARM
            ? new ObjectiveConfig.Autoregressive()
            : ObjectiveConfig.MaskedDiffusion.standard(),
        new DataConfig.Text("random", "bytes", 0.1),
        TinyRun.optimizer(1e-3, 0),
        BudgetConfig.steps(10),
        new BatchConfig(24, 12),
        new ValidationConfig(0, 1, 1),
        CheckpointConfig.atEnd(),
        isCheckpointing);
  }

  /** Losses, norms and all weights of three steps. */
  private List<float[]> train(RunConfig config, int threads) {
    Torch.limitThreads(threads);
    List<float[]> all = new ArrayList<>();
    try (Transformer model =
        Transformer.initialized(
            manager, MODEL, config.objective().family(), Precision.FP32, streams)) {
      BlockBatches batches =
          new BlockBatches(config, TokenBlocks.random(MODEL, 64, streams, "blocks"));
      TrainingStep step = new TrainingStep(config, batches, model, Parallelism.none());
      for (int i = 0; i < 3; i++) {
        try (TrainingStep.Result result = step.run(i)) {
          assertEquals(2, result.losses().size());
          for (NDArray loss : result.losses()) {
            all.add(loss.toFloatArray());
          }
          all.add(result.norm().toFloatArray());
        }
      }
      model.parameters().values().forEach(array -> all.add(array.toFloatArray()));
    }
    assertEquals(threads, Torch.threads(), "the caller's own threads are as they were");
    return all;
  }

  @ParameterizedTest
  @CsvSource({"MDM,false", "ARM,false", "MDM,true"})
  void lossesAndWeightsAreTheSameBitsOnAnyNumberOfCores(ModelFamily family, boolean checkpoints) {
    RunConfig config = config(family, checkpoints);
    assertEquals(3, Shards.of(MODEL, 12));
    List<float[]> one = train(config, 1);
    for (int threads : new int[] {2, 3, 5}) {
      List<float[]> several = train(config, threads);
      assertEquals(one.size(), several.size());
      for (int i = 0; i < one.size(); i++) {
        assertArrayEquals(one.get(i), several.get(i), 0f);
      }
    }
  }

  @Test
  void theGradientsOfShardsAddUpToThoseOfTheBatchWhateverTheirOrder() {
    try (Transformer model =
        Transformer.initialized(manager, MODEL, ModelFamily.MDM, Precision.FP32, streams)) {
      RunConfig config = config(ModelFamily.MDM, false);
      TrainingBatch batch =
          new BlockBatches(config, TokenBlocks.random(MODEL, 64, streams, "blocks")).batch(0, 0);
      GradientPass whole = new GradientPass(model, false, 1);
      float expected =
          Objective.forwardAndBackward(whole, GradientSum.Share.alone(), manager, batch, 1)
              .head()
              .getFloat();
      GradientPass inOrder = new GradientPass(model, false, 1);
      GradientPass backwards = new GradientPass(model, false, 1);
      List<TrainingBatch> parts = Shards.cut(batch, 5);
      assertEquals(12, parts.stream().mapToInt(TrainingBatch::batch).sum());
      List<Integer> stages = new ArrayList<>();
      GradientSum first = new GradientSum(5, stages::add);
      GradientSum second = new GradientSum(5, stage -> {});
      double sum = 0;
      for (int i = 0; i < 5; i++) {
        assertTrue(stages.isEmpty(), "no stage is complete before the last share");
        sum +=
            Objective.forwardAndBackward(inOrder, first.share(i), manager, parts.get(i), 1)
                .head()
                .getFloat();
        int last = 4 - i;
        Objective.forwardAndBackward(backwards, second.share(last), manager, parts.get(last), 1);
      }
      assertEquals(expected, sum, 1e-5 * expected);
      assertEquals(List.of(0, 1, 2, 3), stages);
      float[] exact = whole.flat().toFloatArray();
      float[] added = inOrder.flat().toFloatArray();
      double largest = 0;
      for (float value : exact) {
        largest = Math.max(largest, Math.abs(value));
      }
      assertArrayEquals(exact, added, (float) (1e-5 * largest));
      assertArrayEquals(added, backwards.flat().toFloatArray(), 0f);
    }
  }

  @Test
  void aBatchIsCutBetweenSequencesWithTheirRows() {
    long[] ids = {0, 1, 2, 3, 4, 5};
    float[] weights = {.1f, .2f, .3f};
    TrainingBatch batch =
        new TrainingBatch(
            3, 2, ids, new long[] {1, 4, 5}, new long[] {7, 8, 9}, weights, weights.clone());
    List<TrainingBatch> parts = Shards.cut(batch, 3);
    assertArrayEquals(new long[] {1}, parts.get(0).rows());
    assertArrayEquals(new long[0], parts.get(1).rows());
    assertArrayEquals(new long[] {0, 1}, parts.get(2).rows());
    assertArrayEquals(new long[] {4, 5}, parts.get(2).ids());
    assertArrayEquals(new long[] {8, 9}, parts.get(2).targets());
    assertArrayEquals(new float[] {.2f, .3f}, parts.get(2).weights());
    assertArrayEquals(new float[] {.2f, .3f}, parts.get(2).boundWeights());
    assertEquals(
        List.of(2, 3),
        Shards.cut(new TrainingBatch(5, 1, new long[5], ids, ids, weights, weights), 2).stream()
            .map(TrainingBatch::batch)
            .toList());
  }

  @Test
  void smallWorkIsNotCut() {
    assertEquals(1, Shards.of(ModelConfig.of(16, 64, 2, 2, 8, 16), 64));
    assertEquals(1, Shards.of(MODEL, 1));
    assertEquals(8, Shards.of(ModelConfig.of(256, 512, 6, 8, 256, 1024), 8));
    assertEquals(2, Shards.of(ModelConfig.of(256, 32000, 6, 8, 256, 1024), 8));
    int[] shards = {Shards.of(MODEL, 4), Shards.of(MODEL, 8), Shards.of(MODEL, 16)};
    assertEquals(2 * shards[0], shards[1], Arrays.toString(shards));
    assertEquals(2 * shards[1], shards[2], Arrays.toString(shards));
  }
}
