package org.smdm.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smdm.config.Architecture;
import org.smdm.config.CheckpointConfig;
import org.smdm.config.ConfigJson;
import org.smdm.config.RunConfig;
import org.smdm.dist.SingleProcess;
import org.smdm.io.Json;
import org.smdm.model.Transformer;
import org.smdm.record.RunFolder;

/** Against the optimiser that holds everything; ranks of their own are RanksTest's. */
class ShardedOptimizerTest {

  @TempDir private Path results;

  private Map<String, float[]> train(RunConfig config, Path parent, boolean sharded, long stopAt) {
    try (TinyRun run = new TinyRun(parent)) {
      Transformer model = run.model(config);
      Trainer[] trainer = new Trainer[1];
      trainer[0] =
          new Trainer(
              config,
              new PretrainingTask(config, TinyRun.data()),
              model,
              run.folder(),
              new TrainingListener() {
                @Override
                public void saved(long step, Path checkpoint) {
                  if (step == stopAt) {
                    trainer[0].stop();
                  }
                }
              },
              new Parallelism(new SingleProcess(), sharded));
      trainer[0].run();
      Map<String, float[]> weights = new TreeMap<>();
      model.parameters().forEach((name, array) -> weights.put(name, array.toFloatArray()));
      return weights;
    }
  }

  /** Where it is interrupted and goes on with the other optimiser, or the same. */
  @ParameterizedTest
  @CsvSource({"false, true", "true, false", "true, true"})
  void movesTheSameWeightsAndSavesTheSameState(boolean before, boolean after) {
    RunConfig config =
        TinyRun.config(9, TinyRun.optimizer(1e-2, 0), new CheckpointConfig(4, 9, 0), 0);
    Path whole = results.resolve("whole");
    RunFolder.create(whole, config);
    Map<String, float[]> expected = train(config, whole, false, -1);
    Path parts = results.resolve("parts");
    RunFolder.create(parts, config);
    train(config, parts, before, 4);
    Map<String, float[]> actual = train(config, parts, after, -1);
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, weights) -> assertArrayEquals(weights, actual.get(name), 1e-6f, name));
  }

  /** Gradients of both weights are 0, so that decay alone moves them. */
  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void whatIsDeclaredWithoutDecayKeepsItsValue(boolean before, boolean after) {
    Architecture own =
        Architecture.of(
            """
            # parameter kept (embd) ones no decay
            # parameter shrunk (embd) ones
            def feed_forward(self, residual: Tensor, x: Tensor, weights: List[Tensor]) -> Tensor:
              same = (x + 0. * weights[kept] + 0. * weights[shrunk]).to(self.compute)
              hidden = gated_product(same, weights[w1].to(self.compute), weights[w2].to(self.compute))
              return add_product(residual, hidden, weights[w3].to(self.compute))
            """);
    RunConfig usual =
        TinyRun.config(9, TinyRun.optimizer(1e-2, 0), new CheckpointConfig(4, 9, 0), 0);
    ObjectNode fields = (ObjectNode) Json.read(ConfigJson.write(usual), "config", "");
    fields.set("model", Json.tree(usual.model().withArchitecture(own)));
    RunConfig config = ConfigJson.read(fields.toString(), RunConfig.class, "config");
    RunFolder.create(results, config);
    train(config, results, before, 4);
    Map<String, float[]> weights = train(config, results, after, -1);
    float[] ones = new float[config.model().embd()];
    Arrays.fill(ones, 1);
    assertArrayEquals(ones, weights.get("transformer.h.0.kept.weight"));
    for (float value : weights.get("transformer.h.0.shrunk.weight")) {
      assertTrue(value < 1, "a weight that decays is " + value);
    }
  }
}
