package org.smdm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smdm.config.CheckpointConfig;
import org.smdm.config.ModelCard;
import org.smdm.config.RunConfig;
import org.smdm.io.UserException;
import org.smdm.model.Transformer;
import org.smdm.record.CheckpointFolders;
import org.smdm.record.RunFolder;
import org.smdm.record.StepMetrics;

class TrainerTest {

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
  @CsvSource({"1e30,1", "1e30,2", "1e38,1", "1e300,1", "1e20,3"})
  void aDivergingRunEndsInOneSentenceAndItsLastCheckpointIsGood(double rate, long saveEvery) {
    RunConfig config =
        run.begin(60, TinyRun.optimizer(rate, 0), new CheckpointConfig(saveEvery, 1, 0), 0);
    List<StepMetrics> steps = new ArrayList<>();
    UserException e =
        TinyRun.fails(
            run.trainer(
                config,
                new TrainingListener() {
                  @Override
                  public void step(StepMetrics metrics) {
                    steps.add(metrics);
                  }
                }));
    int reported = steps.size();
    String ofALoss =
        "the loss of step %d (training sequences %d to %d) is"
            .formatted(reported + 1, reported * TinyRun.BATCH, (reported + 1) * TinyRun.BATCH - 1);
    String ofWeights = "is not finite after step %d,".formatted(reported);
    assertTrue(
        e.getMessage().contains(ofALoss) || e.getMessage().contains(ofWeights), e.getMessage());
    assertTrue(e.getMessage().contains("learningRate"), e.getMessage());
    if (!run.saved().isEmpty()) {
      long saved = run.loadLast(config).step();
      assertTrue(saved <= reported && saved % saveEvery == 0, "saved step " + saved);
    }
  }

  @Test
  void weightsThatAreNoNumbersEndTheRunAtItsFirstStep() {
    RunConfig config = run.begin(10, TinyRun.optimizer(1e-3, 0), new CheckpointConfig(1, 1, 0), 0);
    UserException e = run.failsFromNaN(config);
    assertTrue(e.getMessage().contains("step 1 (training sequences 0 to 3)"), e.getMessage());
    assertEquals(List.of(), CheckpointFolders.all(run.folder().checkpoints()));
  }

  @Test
  void theGoodCheckpointStaysWhenAStepOverflows() throws IOException {
    RunConfig config = run.begin(4, TinyRun.optimizer(1e-3, 0), new CheckpointConfig(1, 1, 0), 0);
    Transformer model = run.model(config);
    UserException e =
        TinyRun.fails(
            TinyRun.trainer(
                config,
                model,
                run.folder(),
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
    assertEquals(List.of("step-00000002"), run.saved());
    assertEquals(2, run.loadLast(config).step());
  }

  @Test
  void aRunOfNothingButSkippedStepsIsGivenUp() {
    RunConfig config =
        run.begin(200, TinyRun.optimizer(1e-3, 10), new CheckpointConfig(0, 1, 0), 0);
    UserException e = run.failsFromNaN(config);
    assertTrue(e.getMessage().contains("step 50"), e.getMessage());
  }

  @Test
  void aRunWhoseEveryNormIsASpikeIsGivenUpAfterFiftySteps() throws IOException {
    RunConfig config =
        run.begin(200, TinyRun.optimizer(1e-3, 10), new CheckpointConfig(10, 2, 0), 0);
    Transformer model = run.model(config);
    Optimizer optimizer = TinyRun.step(config, model).optimizer();
    Map<String, NDArray> moments = optimizer.state(model.manager());
    moments.get("mean_norm").addi(1e-6f);
    Checkpoint.write(
        run.folder().checkpoints(),
        model,
        moments,
        new ModelCard(model.family(), TinyRun.MODEL, "bytes", "any", 0, 0),
        TrainingState.initial(TinyRun.data().fingerprint()),
        config);
    UserException e = TinyRun.fails(run.trainer(config, TrainingListener.NONE));
    assertTrue(
        e.getMessage().contains("50 steps in a row were skipped up to step 50"), e.getMessage());
    assertEquals(List.of("step-00000030", "step-00000040"), run.saved());
  }

  @Test
  void skippedStepsAreCountedInMetricsStateAndOptimizer() {
    RunConfig config =
        run.begin(40, TinyRun.optimizer(1e-3, 1.2), new CheckpointConfig(0, 1, 0), 0);
    List<StepMetrics> steps = new ArrayList<>();
    run.trainer(
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
    TrainingState state = run.loadLast(config);
    assertEquals(40, state.step());
    assertEquals(skipped, state.skippedSteps());
    Transformer model = run.model(config);
    Optimizer optimizer = TinyRun.step(config, model).optimizer();
    Checkpoint.restore(
        CheckpointFolders.latest(run.folder().checkpoints()).orElseThrow(), model, optimizer);
    assertEquals((float) (40 - skipped), optimizer.state(model.manager()).get("steps").getFloat());
  }

  @Test
  void anInterruptedRunEndsWithTheWeightsOfAnUninterruptedOne() throws IOException {
    RunConfig config = run.begin(9, TinyRun.optimizer(1e-2, 0), new CheckpointConfig(4, 1, 0), 0);
    Trainer[] first = new Trainer[1];
    first[0] =
        run.trainer(
            config,
            new TrainingListener() {
              @Override
              public void saved(long step, Path checkpoint) {
                first[0].stop();
              }
            });
    TrainingOutcome stopped = first[0].run();
    assertEquals(4, stopped.step());
    assertEquals(false, stopped.isFinished());
    Transformer resumed = run.model(config);
    TinyRun.trainer(config, resumed, run.folder(), TrainingListener.NONE).run();
    Path elsewhere = results.resolve("other");
    RunFolder.create(elsewhere, config);
    Transformer whole = run.model(config);
    TinyRun.trainer(config, whole, RunFolder.of(elsewhere, "run"), TrainingListener.NONE).run();
    whole
        .parameters()
        .forEach(
            (name, array) ->
                assertArrayEquals(
                    array.toFloatArray(), resumed.parameters().get(name).toFloatArray(), name));
    assertEquals(List.of("step-00000009"), run.saved());
  }
}
