package org.smdm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.stream.LongStream;

/** Compares all that a {@link LanguageModel} computes with logits from elsewhere. */
public final class ForwardChecks {

  private static final double TOLERANCE = 2e-5;

  private ForwardChecks() {}

  /** Two different sequences of one length, so that a mixed-up batch would show. */
  private static final long[][] IDS = {
    {5, 300, 17, 17, 0, 307, 88, 41, 200, 3, 64},
    {63, 65, 1, 2, 250, 250, 9, 307, 128, 30, 77}
  };

  /** The token ids of one of the sequences. */
  public static long[] ids(int sequence) {
    return IDS[sequence].clone();
  }

  /**
   * Logits, cross-entropies, logits by way of a cache in uneven pieces, and those of both sequences
   * as one whose tokens see their own.
   */
  public static void assertComputes(double[][][] expected, LanguageModel model) {
    int time = IDS[0].length;
    int vocab = model.vocabSize();
    try (NDManager scope = model.manager().newSubManager()) {
      NDArray ids = ids(scope, 0, time);
      NDArray rows = scope.create(LongStream.range(0, 2L * time).toArray());
      NDArray logits = model.logits(scope, ids, rows);
      assertEquals(new Shape(2L * time, vocab), logits.getShape());
      assertRows(expected, 0, time, logits.toFloatArray());
      long[] targets = rows.toLongArray();
      for (int i = 0; i < targets.length; i++) {
        targets[i] = i * 29L % vocab;
      }
      float[] nll = model.nll(scope, ids, rows, scope.create(targets)).toFloatArray();
      for (int i = 0; i < nll.length; i++) {
        assertEquals(
            PlainForward.nll(expected[i / time][i % time], (int) targets[i]), nll[i], TOLERANCE);
      }
      try (KeyValueCache cache = model.newCache(2, time)) {
        int[] cuts = {0, 4, 5, 6, 9, time};
        for (int c = 0; c + 1 < cuts.length; c++) {
          int length = cuts[c + 1] - cuts[c];
          NDArray next =
              model.nextLogits(
                  scope,
                  ids(scope, cuts[c], cuts[c + 1]),
                  cache,
                  scope.create(LongStream.range(0, 2L * length).toArray()));
          assertRows(expected, cuts[c], length, next.toFloatArray());
        }
        assertEquals(time, cache.length());
      }
      assertRows(expected, 0, time, ofTree(scope, model, time));
    }
  }

  private static float[] ofTree(NDManager scope, LanguageModel model, int time) {
    int both = 2 * time;
    long[] positions = new long[both];
    boolean[] visible = new boolean[both * both];
    for (int i = 0; i < both; i++) {
      positions[i] = i % time;
      for (int j = i / time * time; j <= i; j++) {
        visible[i * both + j] = true;
      }
    }
    NDArray hidden =
        model.treeHidden(
            scope,
            ids(scope, 0, time).reshape(1, both),
            scope.create(positions, new Shape(1, both)),
            scope.create(visible, new Shape(1, 1, both, both)));
    NDArray rows = scope.create(LongStream.range(0, both).toArray());
    NDArray normed = model.normed(scope, hidden, rows);
    return normed.matMul(model.headWeight().transpose()).toFloatArray();
  }

  private static void assertRows(double[][][] expected, int from, int time, float[] logits) {
    int vocab = expected[0][0].length;
    assertEquals(2 * time * vocab, logits.length);
    for (int i = 0; i < logits.length; i++) {
      int row = i / vocab;
      assertEquals(
          expected[row / time][from + row % time][i % vocab],
          logits[i],
          TOLERANCE,
          "sequence %d, position %d, id %d".formatted(row / time, from + row % time, i % vocab));
    }
  }

  private static NDArray ids(NDManager scope, int from, int to) {
    long[] part =
        LongStream.concat(
                LongStream.of(IDS[0]).skip(from).limit(to - from),
                LongStream.of(IDS[1]).skip(from).limit(to - from))
            .toArray();
    return scope.create(part, new Shape(2, to - from));
  }
}
