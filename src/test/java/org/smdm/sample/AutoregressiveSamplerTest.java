package org.smdm.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.smdm.sample.SamplerTrial.VOCAB;
import static org.smdm.sample.SamplerTrial.noise;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.config.GuidanceConfig;
import org.smdm.config.SamplingConfig;

/** Sampling token by token. */
class AutoregressiveSamplerTest {

  @AutoClose private final SamplerTrial trial = new SamplerTrial();

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5})
  void tokenByTokenSamplingDependsOnNothingBesideIt(double scale) {
    SamplingConfig sampling =
        new SamplingConfig(40, 1, 0.9).withGuidance(GuidanceConfig.constant(scale));
    AutoregressiveSampler sampler =
        new AutoregressiveSampler(trial.arm, sampling, noise(3), VOCAB, 7);
    Random random = new Random(1);
    int[][] prompts = new int[19][];
    for (int i = 0; i < prompts.length; i++) {
      prompts[i] = random.ints(1 + random.nextInt(39), 0, VOCAB).toArray();
    }
    Map<String, Double> together = new LinkedHashMap<>();
    SamplingListener remembering =
        new SamplingListener() {
          @Override
          public void stepped(DenoisingStep step) {
            together.put(step.sequence() + ":" + step.step(), step.probabilities()[0]);
          }
        };
    SamplingListener comparing =
        new SamplingListener() {
          @Override
          public void stepped(DenoisingStep step) {
            // Attention and products of single tokens are rounded by the number of sequences.
            double beside = together.get(step.sequence() + ":" + step.step());
            assertEquals(beside, step.probabilities()[0], 5e-6 * beside);
          }
        };
    int[][] all = sampler.fill(prompts, 0, remembering);
    for (int i = 0; i < prompts.length; i++) {
      assertArrayEquals(prompts[i], Arrays.copyOf(all[i], prompts[i].length));
      int[][] alone = sampler.fill(new int[][] {prompts[i]}, i, comparing);
      assertArrayEquals(alone[0], all[i], "prompt " + i);
      int written = all[i].length - prompts[i].length;
      boolean isEnded = written > 0 && all[i][all[i].length - 1] == 7;
      assertTrue(isEnded || all[i].length == 40);
    }
  }

  @Test
  void tokenByTokenGuidanceComparesWithTheTextWithoutThePrompt() {
    // One token by hand: u + (1 + w)(c - u), the likeliest.
    int[] prompt = {3, 9, 4};
    double w = 2.5;
    SamplingConfig sampling = new SamplingConfig(4, 1, 0).withGuidance(GuidanceConfig.constant(w));
    int drawn =
        new AutoregressiveSampler(trial.arm, sampling, noise(3), VOCAB, 7)
            .fill(new int[][] {prompt}, 0, SamplingListener.NONE)[0][3];
    float[] c = trial.logits(trial.arm, new long[] {3, 9, 4}, 2);
    float[] u = trial.logits(trial.arm, new long[] {7}, 0);
    int best = 0;
    for (int v = 1; v < VOCAB; v++) {
      if (u[v] + (1 + w) * (c[v] - u[v]) > u[best] + (1 + w) * (c[best] - u[best])) {
        best = v;
      }
    }
    assertEquals(best, drawn);
  }
}
