package org.smdm.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.smdm.sample.SamplerTrial.VOCAB;
import static org.smdm.sample.SamplerTrial.noise;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.smdm.config.DrawConfig;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.config.SamplingConfig;
import org.smdm.config.TokenNoise;
import org.smdm.model.Transformer;
import org.smdm.tensor.RandomStreams;

/** Whether what is drawn has the model's distribution: chi-squares of thousands of draws. */
class SamplerDistributionTest {

  @AutoClose private final SamplerTrial trial = new SamplerTrial();

  @Test
  void samplesFollowTheModelsDistribution() {
    // One unknown position: its marginal must be the softmax of the logits.
    assertTrue(chiSquare(new SamplingConfig(2, 1, 1), 1, VOCAB, 1) < 94);
  }

  @Test
  void temperatureTopKAndTopPShapeTheDistribution() {
    assertTrue(chiSquare(new SamplingConfig(2, 1, 0.6), 0.6, VOCAB, 1) < 94);
    // 9 and fewer degrees of freedom: 99.99% of samples stay below 34.
    assertTrue(
        chiSquare(
                new SamplingConfig(2, 1, 1).withDraw(new DrawConfig(1, 10, 1, TokenNoise.INVERSE)),
                1,
                10,
                1)
            < 34);
    assertTrue(chiSquare(new SamplingConfig(2, 1, 1).withTopP(0.15), 1, VOCAB, 0.15) < 34);
  }

  /** Of 4000 draws against softmax(logits / T) of the ids that top-k and top-p leave. */
  private double chiSquare(SamplingConfig sampling, double temperature, int topK, double topP) {
    int draws = 4000;
    int[][] prompts = new int[draws][];
    Arrays.fill(prompts, new int[] {7});
    int[] counts = new int[VOCAB];
    for (int[] x :
        new MaskedSampler(trial.mdm, sampling, noise(8), VOCAB, -1)
            .fill(trial.behind(prompts, sampling.length()), 0, SamplingListener.NONE)) {
      counts[x[1]]++;
    }
    float[] logits = trial.logits(trial.mdm, new long[] {7, trial.config.maskId()}, 1);
    int[] order =
        IntStream.range(0, VOCAB)
            .boxed()
            .sorted((a, b) -> Float.compare(logits[b], logits[a]))
            .mapToInt(i -> i)
            .toArray();
    double all = 0;
    for (int i = 0; i < topK; i++) {
      all += Math.exp(logits[order[i]] / temperature);
    }
    int kept = 0;
    double sum = 0;
    while (kept < topK && sum < topP * all) {
      sum += Math.exp(logits[order[kept++]] / temperature);
    }
    double chiSquare = 0;
    for (int i = 0; i < VOCAB; i++) {
      if (i >= kept) {
        assertEquals(0, counts[order[i]], "an id beyond top-k or top-p was drawn");
        continue;
      }
      double expected = draws * Math.exp(logits[order[i]] / temperature) / sum;
      chiSquare += Math.pow(counts[order[i]] - expected, 2) / expected;
    }
    return chiSquare;
  }

  @Test
  void ancestralSamplingOfManyStepsFollowsTheModelTokenByToken() {
    // Two blanks one after the other: p(a, b) = half of p(a) p(b | a) + p(b) p(a | b), almost.
    int draws = 4000;
    int few = 3;
    ModelConfig tiny = ModelConfig.of(8, few, 1, 2, 16, 32);
    Transformer model =
        Transformer.initialized(
            trial.manager, tiny, ModelFamily.MDM, Precision.FP32, new RandomStreams(2));
    int[][] templates = new int[draws][];
    Arrays.fill(templates, new int[] {1, tiny.maskId(), tiny.maskId()});
    int[] counts = new int[few * few];
    for (int[] x :
        new MaskedSampler(model, new SamplingConfig(3, 256, 1), noise(2), few, -1)
            .fill(templates, 0, SamplingListener.NONE)) {
      counts[x[1] * few + x[2]]++;
    }
    double[] first =
        softmax(trial.logits(model, new long[] {1, tiny.maskId(), tiny.maskId()}, 1), few);
    double[] second =
        softmax(trial.logits(model, new long[] {1, tiny.maskId(), tiny.maskId()}, 2), few);
    double chiSquare = 0;
    for (int a = 0; a < few; a++) {
      for (int b = 0; b < few; b++) {
        double ab =
            first[a] * softmax(trial.logits(model, new long[] {1, a, tiny.maskId()}, 2), few)[b];
        double ba =
            second[b] * softmax(trial.logits(model, new long[] {1, tiny.maskId(), b}, 1), few)[a];
        double expected = draws * (ab + ba) / 2;
        chiSquare += Math.pow(counts[a * few + b] - expected, 2) / expected;
      }
    }
    // 8 degrees of freedom: 99.99% of samples stay below 32.
    assertTrue(chiSquare < 32, "chi-square " + chiSquare);
  }

  private static double[] softmax(float[] logits, int vocab) {
    double[] p = new double[vocab];
    double sum = 0;
    for (int v = 0; v < vocab; v++) {
      p[v] = Math.exp(logits[v]);
      sum += p[v];
    }
    for (int v = 0; v < vocab; v++) {
      p[v] /= sum;
    }
    return p;
  }
}
