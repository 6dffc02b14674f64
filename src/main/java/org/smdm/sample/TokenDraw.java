package org.smdm.sample;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import org.smdm.config.SamplingConfig;
import org.smdm.config.TokenNoise;
import org.smdm.config.Unmasking;
import org.smdm.tensor.Kernels;

/** Draws ids from logits, and says how probable they are and by which score they are ordered. */
final class TokenDraw {

  /** Values of each drawn token on the host: id, probability, score. */
  static final int WIDTH = 3;

  private static final int LEAST_ROWS = 2;

  private final Kernels kernels;
  private final int vocab;
  private final SamplingConfig config;
  private final SamplingNoise noise;

  /** A way of drawing: id, probability and score of each row of logits. */
  private interface Way {
    NDArray draw(NDManager scope, NDArray logits, Key[] keys);
  }

  private final Way way;

  /** For whom a token is drawn. */
  record Key(long sequence, int step, int position) {}

  /**
   * @param vocab only ids below this are drawn: the tokenizer's size keeps padding ids out
   */
  TokenDraw(NDManager manager, int vocab, SamplingConfig config, SamplingNoise noise) {
    this.kernels = Kernels.load(manager, "Sampling", Map.of());
    this.vocab = vocab;
    this.config = config;
    this.noise = noise;
    if (config.draw().temperature() == 0) {
      way =
          (scope, logits, keys) ->
              judged(scope, logits, kernels.run(scope, "greedy", logits).head());
    } else {
      way = config.draw().noise() == TokenNoise.INVERSE ? this::inverse : this::gumbel;
    }
  }

  /**
   * Mixes guided logits.
   *
   * @param logits (n + guided, paddedVocab): conditional ones, then the unconditional ones of the
   *     first rows
   * @param scales (guided) w of each
   * @param n number of conditional rows
   * @return (n, paddedVocab)
   */
  NDArray guide(NDManager scope, NDArray logits, float[] scales, int n) {
    if (scales.length == 0) {
      return logits;
    }
    NDArray scale = scope.create(scales, new Shape(scales.length, 1));
    return kernels.run(scope, "guide", logits, scale, (long) n).head();
  }

  /**
   * Draws one id per row.
   *
   * @param scope receives the result
   * @param all logits (n, paddedVocab), on the model's device, changed where ids may not be drawn;
   *     rows behind the last key are of no interest
   * @param keys of the first rows
   * @return (at least keys, {@value #WIDTH}) float64 on the same device: id, probability at
   *     temperature 1, and what the order of unmasking compares, larger first
   */
  NDArray draw(NDManager scope, NDArray all, Key[] keys) {
    // A single row would be summed in another order than several.
    long rows = Math.min(all.getShape().get(0), Math.max(LEAST_ROWS, keys.length));
    NDArray logits = all.get(":{}", rows);
    logits.attach(scope);
    kernels.run(scope, "forbid", logits, (long) vocab);
    return way.draw(scope, logits, keys);
  }

  private NDArray judged(NDManager scope, NDArray logits, NDArray ids) {
    return kernels.run(scope, "judge", logits, ids, order()).head();
  }

  private NDArray gumbel(NDManager scope, NDArray logits, Key[] keys) {
    int n = Math.toIntExact(logits.getShape().get(0));
    int width = Math.toIntExact(logits.getShape().get(1));
    double[] u = new double[Math.multiplyExact(n, width)];
    Arrays.fill(u, 0.5);
    for (int i = 0; i < keys.length; i++) {
      Key key = keys[i];
      noise.gumbel(key.sequence, key.step, key.position, u, i * width, vocab);
    }
    NDArray uniform = scope.create(u, new Shape(n, width));
    return judged(
        scope,
        logits,
        kernels.run(scope, "gumbel_max", logits, uniform, config.draw().temperature()).head());
  }

  private NDArray inverse(NDManager scope, NDArray logits, Key[] keys) {
    int n = Math.toIntExact(logits.getShape().get(0));
    double[] u = new double[n];
    for (int i = 0; i < keys.length; i++) {
      u[i] = noise.token(keys[i].sequence, keys[i].step, keys[i].position);
    }
    NDArray uniform = scope.create(u, new Shape(n, 1));
    return kernels
        .run(
            scope,
            "inverse",
            logits,
            uniform,
            config.draw().temperature(),
            (long) config.draw().topK(),
            config.draw().topP(),
            order())
        .head();
  }

  private long order() {
    return config.order().unmasking() == Unmasking.MARGIN
        ? 1
        : config.order().unmasking() == Unmasking.ENTROPY ? 2 : 0;
  }
}
