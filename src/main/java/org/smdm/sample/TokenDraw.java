package org.smdm.sample;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.smdm.tensor.Kernels;

/**
 * Draws ids from logits by the Gumbel-max trick in float64: argmax exp(logits) / (−log
 * u)^temperature (reference {@code add_gumbel_noise}). At temperature 0 it is the plain argmax.
 */
final class TokenDraw {

  private final Kernels kernels;
  private final int vocab;
  private final double temperature;
  private final SamplingNoise noise;

  /**
   * @param vocab only ids below this are drawn: the tokenizer's size keeps padding ids out
   */
  TokenDraw(NDManager manager, int vocab, double temperature, SamplingNoise noise) {
    this.kernels = Kernels.load(manager, "sampling.py", "Sampling", Map.of());
    this.vocab = vocab;
    this.temperature = temperature;
    this.noise = noise;
  }

  /**
   * Draws one id per row.
   *
   * @param scope receives intermediate results
   * @param logits (n, paddedVocab)
   * @param sequences sequence of each row
   * @param positions position of each row's token
   */
  long[] draw(NDManager scope, NDArray logits, int[] sequences, int[] positions) {
    NDArray allowed = logits;
    if (vocab < logits.getShape().get(1)) {
      allowed = logits.get(":, :{}", vocab);
      allowed.attach(scope);
    }
    if (temperature == 0) {
      return kernels.run(scope, "greedy", allowed).head().toLongArray();
    }
    double[] u = new double[sequences.length * vocab];
    for (int i = 0; i < sequences.length; i++) {
      noise.gumbel(sequences[i], positions[i], u, i * vocab, vocab);
    }
    NDArray uniform = scope.create(u, new Shape(sequences.length, vocab));
    return kernels.run(scope, "gumbel_max", allowed, uniform, temperature).head().toLongArray();
  }
}
