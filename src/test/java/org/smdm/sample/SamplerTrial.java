package org.smdm.sample;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.model.Transformer;
import org.smdm.tensor.RandomStreams;
import org.smdm.tensor.Torch;

/** Two tiny models to sample from. */
final class SamplerTrial implements AutoCloseable {

  static final int VOCAB = 50;

  final NDManager manager = Torch.newManager("cpu");
  final ModelConfig config = ModelConfig.of(48, VOCAB, 2, 2, 16, 32);
  final Transformer mdm =
      Transformer.initialized(
          manager, config, ModelFamily.MDM, Precision.FP32, new RandomStreams(5));
  final Transformer arm =
      Transformer.initialized(
          manager, config, ModelFamily.ARM, Precision.FP32, new RandomStreams(5));

  static SamplingNoise noise(long seed) {
    return SamplingNoise.seeded(new RandomStreams(seed));
  }

  /** Logits of one position of a text, (vocab). */
  float[] logits(Transformer model, long[] ids, long row) {
    return model
        .logits(
            manager,
            manager.create(ids, new Shape(1, ids.length)),
            manager.create(new long[] {row}))
        .toFloatArray();
  }

  /** Prompts with blanks behind them. */
  int[][] behind(int[][] prompts, int length) {
    return Arrays.stream(prompts)
        .map(prompt -> BlankText.behind(prompt, length, mdm.maskId()))
        .toArray(int[][]::new);
  }

  @Override
  public void close() {
    manager.close();
  }
}
