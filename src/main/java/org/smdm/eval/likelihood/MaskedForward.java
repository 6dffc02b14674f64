package org.smdm.eval.likelihood;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.smdm.model.LanguageModel;
import org.smdm.sample.RowPadding;

/**
 * Puts a batch of masked sequences of one length through a model. Sequences that are equal, as
 * those of two choices before their first token or those without context, are computed once.
 */
final class MaskedForward {

  private final LanguageModel model;
  private final HeadJudge head;
  private final double guidance;
  private final int mask;
  private long sequences;

  /**
   * @param guidance w; 0 costs nothing
   */
  MaskedForward(LanguageModel model, HeadJudge head, double guidance) {
    this.model = model;
    this.head = head;
    this.guidance = guidance;
    this.mask = model.maskId();
  }

  /** Sequences that went through the transformer so far. */
  long sequences() {
    return sequences;
  }

  /** Sequences that one pass puts through the transformer. */
  int sequencesPerPass() {
    return guidance > 0 ? 2 : 1;
  }

  /** Distinct sequences of a batch, and which of their positions are asked for: so many at most. */
  private static final class Rows {
    private final int queries;
    private final Map<IntBuffer, Integer> places = new HashMap<>();
    private final List<int[]> ids = new ArrayList<>();
    private final List<List<Integer>> positions = new ArrayList<>();

    Rows(int queries) {
      this.queries = queries;
    }

    /** Where a position will be in (sequences · queries). */
    int place(int[] sequence, int position) {
      int row = places.computeIfAbsent(IntBuffer.wrap(sequence), s -> add(sequence));
      int at = positions.get(row).indexOf(position);
      if (at < 0 && positions.get(row).size() == queries) {
        row = add(sequence);
        places.put(IntBuffer.wrap(sequence), row);
      }
      List<Integer> asked = positions.get(row);
      if (at < 0) {
        at = asked.size();
        asked.add(position);
      }
      return row * queries + at;
    }

    private int add(int[] sequence) {
      ids.add(sequence);
      positions.add(new ArrayList<>());
      return ids.size() - 1;
    }
  }

  /**
   * Judges every position of interest.
   *
   * @param passes of one length, at least 1
   * @param queries positions to compute of every sequence, a multiple of {@link RowPadding}'s and
   *     at least as many as any pass asks for: a CPU rounds few of them otherwise than many, so it
   *     must not depend on the batch
   * @return per pass, per position
   */
  List<Judged[]> run(List<MaskedPass> passes, int queries) {
    List<HeadJudge.Asked> asked = new ArrayList<>();
    Rows rows = new Rows(queries);
    for (MaskedPass pass : passes) {
      int[] alone = guidance > 0 ? withoutPrompt(pass) : pass.ids();
      for (int i = 0; i < pass.positions().length; i++) {
        int position = pass.positions()[i];
        int row = rows.place(pass.ids(), position);
        int rowAlone = guidance > 0 ? rows.place(alone, position) : row;
        asked.add(new HeadJudge.Asked(row, rowAlone, pass.target(position)));
      }
    }
    sequences += rows.ids.size();
    try (NDManager scope = model.manager().newSubManager()) {
      Judged[] judged = head.judge(scope, states(scope, rows, queries), asked, guidance);
      List<Judged[]> results = new ArrayList<>();
      int from = 0;
      for (MaskedPass pass : passes) {
        results.add(Arrays.copyOfRange(judged, from, from + pass.positions().length));
        from += pass.positions().length;
      }
      return results;
    }
  }

  private int[] withoutPrompt(MaskedPass pass) {
    int[] ids = pass.ids().clone();
    Arrays.fill(ids, 0, pass.request().context().length, mask);
    return ids;
  }

  private NDArray states(NDManager scope, Rows rows, int queries) {
    int time = rows.ids.get(0).length;
    int batch =
        Math.max(
            RowPadding.evenSequences(rows.ids.size(), time),
            RowPadding.evenSequences(rows.ids.size(), queries));
    List<int[]> asked =
        rows.positions.stream()
            .map(positions -> positions.stream().mapToInt(Integer::intValue).toArray())
            .toList();
    return model.hiddenOf(
        scope,
        RowPadding.filled(scope, rows.ids, batch, time),
        RowPadding.filled(scope, asked, batch, queries));
  }
}
