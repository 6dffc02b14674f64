package org.smdm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smdm.config.LossWeighting;
import org.smdm.config.MaskCount;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.Precision;
import org.smdm.config.TimeSampling;
import org.smdm.data.packed.SequentialBlocks;
import org.smdm.data.packed.TokenSequence;
import org.smdm.data.tokenizer.ByteTokenizer;
import org.smdm.model.Transformer;
import org.smdm.objective.Autoregressive;
import org.smdm.objective.Objective;
import org.smdm.objective.TrainingBatch;
import org.smdm.record.ValidationResult;
import org.smdm.stats.ClusteredMean;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

class ValidationTest {

  private static final ModelConfig CONFIG = ModelConfig.of(12, 20, 1, 2, 16, 32);
  private final RandomStreams streams = new RandomStreams(4);

  private static SequentialBlocks source(int tokens) {
    int[] ids = new int[tokens];
    Arrays.setAll(ids, i -> i * 7 % 20);
    return new SequentialBlocks(TokenSequence.of(ids, 20, tokens), 13);
  }

  private Validation validation(ObjectiveConfig objective, int sequences, int samples, int batch) {
    return new Validation(
        source(13 * 9), new ByteTokenizer(), objective, sequences, samples, batch, streams);
  }

  @Test
  void anArmsLossAndItsErrorOverDocumentsDoNotDependOnTheBatch() {
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model =
            Transformer.initialized(manager, CONFIG, ModelFamily.ARM, Precision.FP32, streams)) {
      int[][] blocks = new int[9][13];
      double[] sums = new double[6];
      long[] tokens = new long[6];
      for (int i = 0; i < 9; i++) {
        source(13 * 9).read(i, blocks[i], 0);
        TrainingBatch batch = new Autoregressive().prepare(new int[][] {blocks[i]}, streams, 0, 0);
        float[] nll = Objective.nll(model, batch);
        for (int j = 0; j < nll.length; j++) {
          // Every twentieth token is the 0 that ends a text of bytes; the first text is the 0
          // alone.
          int document = (i * 13 + j + 1 + 19) / 20;
          sums[Math.max(0, document - 1)] += nll[j];
          tokens[Math.max(0, document - 1)]++;
        }
      }
      double mean = Arrays.stream(sums).sum() / Arrays.stream(tokens).sum();
      for (int batch : new int[] {1, 4, 32}) {
        ValidationResult result =
            validation(new ObjectiveConfig.Autoregressive(), 100, 5, batch).run(model);
        assertEquals(9, result.sequences());
        assertEquals(9, result.forwardPasses());
        assertEquals(6, result.documents());
        assertEquals(mean, result.loss(), 1e-6);
        assertEquals(ClusteredMean.of(sums, tokens).standardError(), result.standardError(), 1e-6);
      }
    }
  }

  @Test
  void anMdmsBoundIsRepeatableAndDoesNotDependOnTheBatch() {
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model =
            Transformer.initialized(manager, CONFIG, ModelFamily.MDM, Precision.FP32, streams)) {
      ObjectiveConfig objective = ObjectiveConfig.MaskedDiffusion.standard();
      ValidationResult one = validation(objective, 6, 8, 1).run(model);
      ValidationResult many = validation(objective, 6, 8, 64).run(model);
      assertEquals(48, one.forwardPasses());
      assertEquals(one.loss(), many.loss(), 1e-5);
      assertEquals(many, validation(objective, 6, 8, 64).run(model));
    }
  }

  /**
   * At a size at which several of libtorch's threads would share an operation, and round otherwise.
   */
  @ParameterizedTest
  @EnumSource(ModelFamily.class)
  void anyNumberOfThreadsFindsTheSameBits(ModelFamily family) {
    ModelConfig shape = ModelConfig.of(12, 20, 2, 2, 128, 256);
    int before = Torch.threads();
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model =
            Transformer.initialized(manager, shape, family, Precision.FP32, streams)) {
      ObjectiveConfig objective =
          family == ModelFamily.ARM
              ? new ObjectiveConfig.Autoregressive()
              : ObjectiveConfig.MaskedDiffusion.standard();
      Set<ValidationResult> results = new HashSet<>();
      for (int threads : new int[] {1, 2, 3}) {
        Torch.limitThreads(threads);
        results.add(validation(objective, 9, 16, 5).run(model));
      }
      assertEquals(1, results.size(), results.toString());
    } finally {
      Torch.limitThreads(before);
    }
  }

  @Test
  void theBoundIsValidatedWhateverIsTrained() {
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model =
            Transformer.initialized(manager, CONFIG, ModelFamily.MDM, Precision.FP32, streams)) {
      ObjectiveConfig variant =
          new ObjectiveConfig.MaskedDiffusion(
              1e-3, TimeSampling.LOW_DISCREPANCY, MaskCount.STRATIFIED, LossWeighting.UNIFORM, 0.5);
      assertEquals(
          validation(ObjectiveConfig.MaskedDiffusion.standard(), 6, 8, 8).run(model),
          validation(variant, 6, 8, 8).run(model));
    }
  }

  @Test
  void moreMonteCarloSamplesApproachTheSameBound() {
    try (NDManager manager = Torch.newManager("cpu");
        Transformer model =
            Transformer.initialized(manager, CONFIG, ModelFamily.MDM, Precision.FP32, streams)) {
      ObjectiveConfig objective = ObjectiveConfig.MaskedDiffusion.standard();
      double few = validation(objective, 9, 64, 64).run(model).loss();
      double many = validation(objective, 9, 1024, 64).run(model).loss();
      // Twelve tokens, most of the variance from times near 0: about 0.15 for 9 · 64 samples.
      assertEquals(many, few, 0.45);
      // An untrained model knows nothing: about ln 64 nats, the padded vocabulary's entropy.
      assertTrue(many > 3.2 && many < 6, "bound " + many);
    }
  }
}
