package org.smdm.eval.likelihood;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.smdm.model.LanguageModel;
import org.smdm.sample.RowPadding;
import org.smdm.tensor.Kernels;

/**
 * From the residual stream to cross-entropies: logits of the rows of interest only, which never
 * exist as a whole, and one transfer to the host for all.
 */
final class HeadJudge {

  /** Rows whose logits are computed at once. */
  private static final int ROWS = 512;

  /** Ids whose logits are computed at once: with as many rows they take 4 MiB. */
  private static final long TILE = 2048;

  private static final int WIDTH = 3;

  private final LanguageModel model;
  private final Kernels kernels;

  HeadJudge(LanguageModel model) {
    this.model = model;
    this.kernels =
        Kernels.load(
            model.manager(),
            "Likelihood",
            Map.of("compute", Kernels.scalarType(model.precision()), "tile", TILE));
  }

  /** The kernels that estimates of the model's likelihood are made with. */
  Kernels kernels() {
    return kernels;
  }

  /**
   * A token to judge.
   *
   * @param row its place in (batch · time)
   * @param alone the place of the same without context; of no account without guidance
   * @param target its id
   */
  record Asked(int row, int alone, int target) {

    private boolean hasRowOf(Asked other) {
      return row == other.row && alone == other.alone;
    }
  }

  /**
   * Judges tokens.
   *
   * @param scope receives what is made on the way
   * @param states (batch, time, embd) float32
   * @param asked any number; those of one row are fastest one after the other
   * @param scale w of guidance; nothing is guided where it is not above 0
   */
  Judged[] judge(NDManager scope, NDArray states, List<Asked> asked, double scale) {
    int most = scale > 0 ? ROWS / 2 : ROWS;
    NDList parts = new NDList();
    int from = 0;
    while (from < asked.size()) {
      List<Asked> rows = new ArrayList<>();
      List<Long> places = new ArrayList<>();
      int to = from;
      for (; to < asked.size(); to++) {
        if (rows.isEmpty() || !asked.get(to).hasRowOf(rows.get(rows.size() - 1))) {
          if (rows.size() == most) {
            break;
          }
          rows.add(asked.get(to));
        }
        places.add(rows.size() - 1L);
      }
      parts.add(judge(scope, states, rows, places, asked.subList(from, to), scale));
      from = to;
    }
    double[] values = NDArrays.concat(parts).toDoubleArray();
    Judged[] judged = new Judged[asked.size()];
    for (int i = 0; i < judged.length; i++) {
      judged[i] = new Judged(values[i * WIDTH], (int) values[i * WIDTH + 1], values[i * WIDTH + 2]);
    }
    return judged;
  }

  private NDArray judge(
      NDManager scope,
      NDArray states,
      List<Asked> rows,
      List<Long> places,
      List<Asked> asked,
      double scale) {
    boolean isGuided = scale > 0;
    long[] chosen = filled(rows.stream().mapToLong(Asked::row).toArray());
    if (isGuided) {
      long[] alone = filled(rows.stream().mapToLong(Asked::alone).toArray());
      int n = chosen.length;
      chosen = Arrays.copyOf(chosen, 2 * n);
      System.arraycopy(alone, 0, chosen, n, n);
    }
    try (NDManager part = scope.newSubManager()) {
      NDArray judged =
          kernels
              .run(
                  part,
                  "judge",
                  model.normed(part, states, part.create(chosen)),
                  model.headWeight(),
                  part.create(places.stream().mapToLong(Long::longValue).toArray()),
                  part.create(asked.stream().mapToLong(Asked::target).toArray()),
                  isGuided,
                  scale)
              .head();
      judged.attach(scope);
      return judged;
    }
  }

  /** Filled up by the first to a number of rows that are rounded alike. */
  private static long[] filled(long[] values) {
    long[] filled = new long[RowPadding.rows(values.length)];
    Arrays.fill(filled, values[0]);
    System.arraycopy(values, 0, filled, 0, values.length);
    return filled;
  }
}
