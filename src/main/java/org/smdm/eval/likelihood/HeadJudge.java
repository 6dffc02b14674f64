package org.smdm.eval.likelihood;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Map;
import org.smdm.model.LanguageModel;
import org.smdm.sample.RowPadding;
import org.smdm.tensor.Kernels;

/**
 * From the residual stream to cross-entropies: logits of the rows of interest only, a bounded
 * number of them at a time, and one transfer to the host for all.
 */
final class HeadJudge {

  /** Logits that exist at once. */
  private static final long LOGITS = 1L << 24;

  private static final int WIDTH = 3;

  private final LanguageModel model;
  private final Kernels kernels;
  private final int chunk;

  HeadJudge(LanguageModel model) {
    this.model = model;
    this.kernels = Kernels.load(model.manager(), "likelihood.py", "Likelihood", Map.of());
    this.chunk = RowPadding.rows((int) Math.max(1, LOGITS / model.vocabSize()));
  }

  /**
   * Judges rows.
   *
   * @param scope receives what is made on the way
   * @param states (batch, time, embd) float32
   * @param conditional (n) places in (batch · time)
   * @param unconditional (n) those of the same without context; empty without guidance
   * @param targets (n) ids
   * @param scale w of guidance
   */
  Judged[] judge(
      NDManager scope,
      NDArray states,
      long[] conditional,
      long[] unconditional,
      long[] targets,
      double scale) {
    int n = conditional.length;
    int most = unconditional.length == 0 ? chunk : RowPadding.rows(chunk / 2);
    NDList parts = new NDList();
    for (int from = 0; from < n; from += most) {
      int to = Math.min(n, from + most);
      try (NDManager part = scope.newSubManager()) {
        long[] rows = filled(conditional, from, to);
        NDArray logits;
        if (unconditional.length == 0) {
          logits = model.head(part, states, part.create(rows));
        } else {
          long[] both = Arrays.copyOf(rows, 2 * rows.length);
          System.arraycopy(filled(unconditional, from, to), 0, both, rows.length, rows.length);
          NDArray twice = model.head(part, states, part.create(both));
          logits = kernels.run(part, "guide", twice, scale).head();
        }
        NDArray judged =
            kernels.run(part, "judge", logits, part.create(filled(targets, from, to))).head();
        judged.attach(scope);
        parts.add(judged);
      }
    }
    double[] values = NDArrays.concat(parts).toDoubleArray();
    Judged[] judged = new Judged[n];
    for (int i = 0; i < n; i++) {
      judged[i] = new Judged(values[i * WIDTH], (int) values[i * WIDTH + 1], values[i * WIDTH + 2]);
    }
    return judged;
  }

  /** A part, filled up by its first value to a number of rows that are rounded alike. */
  private static long[] filled(long[] values, int from, int to) {
    long[] part = new long[RowPadding.rows(to - from)];
    Arrays.fill(part, values[from]);
    System.arraycopy(values, from, part, 0, to - from);
    return part;
  }
}
