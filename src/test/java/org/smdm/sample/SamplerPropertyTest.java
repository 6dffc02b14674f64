package org.smdm.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.SamplingConfig;
import org.smdm.config.UserException;
import org.smdm.model.Transformer;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

class SamplerPropertyTest {

  private static final int VOCAB = 50;

  private final NDManager manager = Torch.newManager("cpu");
  private final ModelConfig config = ModelConfig.of(24, VOCAB, 1, 2, 16, 32);

  @AfterEach
  void close() {
    manager.close();
  }

  private Transformer model(ModelFamily family) {
    return Transformer.initialized(manager, config, family, new RandomStreams(5));
  }

  private AncestralSampler ancestral(int steps, double temperature, long seed) {
    return new AncestralSampler(
        model(ModelFamily.MDM),
        new SamplingConfig(24, steps, temperature),
        SamplingNoise.seeded(new RandomStreams(seed)),
        VOCAB);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 24, 200})
  void noMaskIsLeftNoPaddingIsDrawnAndThePromptStays(int steps) {
    int[][] prompts = {{1, 2, 3}, {}, {4}};
    int[][] x = ancestral(steps, 1, 1).sample(prompts, 0);
    for (int b = 0; b < x.length; b++) {
      assertEquals(24, x[b].length);
      assertArrayEquals(prompts[b], Arrays.copyOf(x[b], prompts[b].length));
      assertTrue(Arrays.stream(x[b]).allMatch(id -> id >= 0 && id < VOCAB));
    }
  }

  @Test
  void aSequenceAloneIsTheSameInAnyBatch() {
    int[][] together = ancestral(12, 1, 3).sample(new int[][] {{1}, {2, 9}, {3}}, 0);
    int[][] alone = ancestral(12, 1, 3).sample(new int[][] {{2, 9}}, 1);
    assertArrayEquals(together[1], alone[0]);

    SamplingConfig sampling = new SamplingConfig(24, 1, 1);
    SamplingNoise noise = SamplingNoise.seeded(new RandomStreams(3));
    AutoregressiveSampler sampler =
        new AutoregressiveSampler(model(ModelFamily.ARM), sampling, noise, VOCAB, -1);
    int[][] all = sampler.sample(new int[][] {{1}, {2}, {3}}, 0);
    assertArrayEquals(all[2], sampler.sample(new int[][] {{3}}, 2)[0]);
  }

  @Test
  void theSeedDecidesTheSample() {
    int[][] prompts = {{1}};
    int[] first = ancestral(12, 1, 3).sample(prompts, 0)[0];
    assertArrayEquals(first, ancestral(12, 1, 3).sample(prompts, 0)[0]);
    assertFalse(Arrays.equals(first, ancestral(12, 1, 4).sample(prompts, 0)[0]));
  }

  @Test
  void samplesFollowTheModelsDistribution() {
    // One unknown position: its marginal must be the softmax of the logits.
    Transformer model = model(ModelFamily.MDM);
    int draws = 4000;
    SamplingConfig sampling = new SamplingConfig(2, 1, 1);
    AncestralSampler sampler =
        new AncestralSampler(model, sampling, SamplingNoise.seeded(new RandomStreams(8)), VOCAB);
    int[][] prompts = new int[draws][];
    Arrays.fill(prompts, new int[] {7});
    int[] counts = new int[VOCAB];
    for (int[] x : sampler.sample(prompts, 0)) {
      counts[x[1]]++;
    }
    float[] logits =
        model
            .logits(
                manager,
                manager.create(
                    new long[] {7, config.maskId()}, new ai.djl.ndarray.types.Shape(1, 2)),
                manager.create(new long[] {1}))
            .toFloatArray();
    double total = 0;
    for (int v = 0; v < VOCAB; v++) {
      total += Math.exp(logits[v]);
    }
    double chiSquare = 0;
    for (int v = 0; v < VOCAB; v++) {
      double expected = draws * Math.exp(logits[v]) / total;
      chiSquare += (counts[v] - expected) * (counts[v] - expected) / expected;
    }
    // 49 degrees of freedom: 99.99% of samples stay below 94.
    assertTrue(chiSquare < 94, "chi-square " + chiSquare);
  }

  @Test
  void theWrongFamilyOrLengthIsRefused() {
    SamplingConfig sampling = new SamplingConfig(24, 1, 1);
    SamplingNoise noise = SamplingNoise.seeded(new RandomStreams(3));
    assertThrows(
        UserException.class,
        () -> new AncestralSampler(model(ModelFamily.ARM), sampling, noise, VOCAB));
    assertThrows(
        UserException.class,
        () -> new AutoregressiveSampler(model(ModelFamily.MDM), sampling, noise, VOCAB, 0));
    SamplingConfig tooLong = new SamplingConfig(25, 1, 1);
    assertThrows(
        UserException.class,
        () -> new AncestralSampler(model(ModelFamily.MDM), tooLong, noise, VOCAB));
    assertThrows(
        UserException.class, () -> ancestral(4, 1, 1).sample(new int[][] {new int[24]}, 0));
  }
}
