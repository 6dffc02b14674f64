package org.smdm.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.smdm.model.Transformer;
import org.smdm.tensor.Kernels;
import org.smdm.tensor.RandomStreams;

/**
 * Sampling the straightforward way, to compare with: logits of every position at every step, those
 * of guidance in a batch of two; Gumbel noise in float64 for every id of every masked token, or of
 * those to be revealed; an ARM reads its whole text again for each token.
 */
final class NaiveSampling {

  private final Transformer model;
  private final Kernels kernels;
  private final long seed;

  NaiveSampling(Transformer model, long seed) {
    this.model = model;
    this.kernels = Kernels.load(model.manager(), "Sampling", Map.of());
    this.seed = seed;
  }

  /** Unmasks by confidence, or ancestrally: tokens of one sequence behind a prompt. */
  int[] masked(int[] prompt, int length, int steps, double guidance, boolean isAncestral) {
    int maskId = model.config().maskId();
    int[] x = Arrays.copyOf(prompt, length);
    Arrays.fill(x, prompt.length, length, maskId);
    RandomStreams streams = new RandomStreams(seed);
    for (int step = 0; step < steps; step++) {
      int[] masked = IntStream.range(0, length).filter(i -> x[i] == maskId).toArray();
      double share = step == steps - 1 ? 1 : 1.0 / (steps - step);
      int count = (int) Math.round(masked.length * share);
      try (NDManager scope = model.manager().newSubManager()) {
        NDArray logits = logits(scope, x, prompt.length, guidance);
        int[] drawn = masked;
        if (isAncestral) {
          var random = streams.stream("reveal", step);
          drawn = Arrays.stream(masked).filter(i -> random.nextDouble() < share).toArray();
          if (drawn.length == 0) {
            continue;
          }
        }
        NDArray of = logits.get(scope.create(drawn));
        double[] u = new double[drawn.length * (int) of.getShape().get(1)];
        var random = streams.stream("gumbel", step);
        Arrays.setAll(u, i -> random.nextDouble());
        NDArray uniform = scope.create(u, of.getShape());
        NDArray ids = kernels.run(scope, "gumbel_max", of, uniform, 1.0).head();
        long[] tokens = ids.toLongArray();
        int[] chosen = IntStream.range(0, drawn.length).toArray();
        if (!isAncestral) {
          NDArray p = of.toType(DataType.FLOAT64, true).softmax(-1);
          double[] confidence = p.gather(ids.reshape(drawn.length, 1), 1).toDoubleArray();
          chosen =
              IntStream.range(0, drawn.length)
                  .boxed()
                  .sorted((a, b) -> Double.compare(confidence[b], confidence[a]))
                  .limit(count)
                  .mapToInt(i -> i)
                  .toArray();
        }
        for (int i : chosen) {
          x[drawn[i]] = (int) tokens[i];
        }
      }
    }
    return x;
  }

  private NDArray logits(NDManager scope, int[] x, int prompt, double guidance) {
    int length = x.length;
    int batch = guidance > 0 ? 2 : 1;
    long[] ids = new long[batch * length];
    for (int i = 0; i < ids.length; i++) {
      boolean isHidden = i >= length && i - length < prompt;
      ids[i] = isHidden ? model.config().maskId() : x[i % length];
    }
    long[] rows = new long[ids.length];
    Arrays.setAll(rows, i -> i);
    NDArray all =
        model.logits(scope, scope.create(ids, new Shape(batch, length)), scope.create(rows));
    if (guidance == 0) {
      return all;
    }
    NDArray c = all.get("0:{}", length);
    NDArray u = all.get("{}:", length);
    return c.sub(u).mul(1 + guidance).add(u);
  }

  /** Continues a prompt, reading everything again for each token. */
  int[] causal(int[] prompt, int length) {
    int[] x = Arrays.copyOf(prompt, length);
    RandomStreams streams = new RandomStreams(seed);
    for (int n = prompt.length; n < length; n++) {
      long[] ids = IntStream.of(x).limit(n).asLongStream().toArray();
      long[] rows = new long[n];
      Arrays.setAll(rows, i -> i);
      try (NDManager scope = model.manager().newSubManager()) {
        NDArray all = model.logits(scope, scope.create(ids, new Shape(1, n)), scope.create(rows));
        NDArray last = all.get("{}:", n - 1);
        double[] u = new double[(int) last.getShape().get(1)];
        var random = streams.stream("gumbel", n);
        Arrays.setAll(u, i -> random.nextDouble());
        NDArray uniform = scope.create(u, last.getShape());
        x[n] = (int) kernels.run(scope, "gumbel_max", last, uniform, 1.0).head().getLong();
      }
    }
    return x;
  }
}
