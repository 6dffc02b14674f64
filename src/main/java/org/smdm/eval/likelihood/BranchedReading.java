package org.smdm.eval.likelihood;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.smdm.model.LanguageModel;
import org.smdm.tensor.Kernels;

/**
 * Branched texts that a causal model has read together: those of one length in one batch, since
 * what is beside a text would else change the order of its sums.
 *
 * @param states the residual stream of all tokens, (1, n, embd)
 * @param rows (texts) where each text's first token is in it
 */
record BranchedReading(NDArray states, int[] rows) {

  /** Texts are filled up to a multiple of so many tokens. */
  private static final int TOKEN_BLOCK = 16;

  /** A branch of its own for what fills up a text. */
  private static final int FILLING = -1;

  /** Tokens that a text takes. */
  static int filled(BranchedText text) {
    return (text.length() + TOKEN_BLOCK - 1) / TOKEN_BLOCK * TOKEN_BLOCK;
  }

  /**
   * Reads texts.
   *
   * @param scope receives the states
   */
  static BranchedReading of(
      NDManager scope, LanguageModel model, Kernels kernels, List<BranchedText> texts) {
    Map<Integer, List<Integer>> byLength = new TreeMap<>();
    for (int i = 0; i < texts.size(); i++) {
      byLength.computeIfAbsent(filled(texts.get(i)), length -> new ArrayList<>()).add(i);
    }
    NDList states = new NDList();
    int[] rows = new int[texts.size()];
    int row = 0;
    for (Map.Entry<Integer, List<Integer>> alike : byLength.entrySet()) {
      for (int i : alike.getValue()) {
        rows[i] = row;
        row += alike.getKey();
      }
      List<BranchedText> some = alike.getValue().stream().map(texts::get).toList();
      states.add(states(scope, model, kernels, some, alike.getKey()));
    }
    return new BranchedReading(NDArrays.concat(states, 1), rows);
  }

  private static NDArray states(
      NDManager scope, LanguageModel model, Kernels kernels, List<BranchedText> texts, int time) {
    long[] ids = new long[texts.size() * time];
    long[] positions = new long[ids.length];
    long[] branches = new long[ids.length];
    for (int b = 0; b < texts.size(); b++) {
      BranchedText text = texts.get(b);
      for (int i = 0; i < time; i++) {
        boolean isFilling = i >= text.length();
        ids[b * time + i] = isFilling ? 0 : text.ids()[i];
        positions[b * time + i] = isFilling ? 0 : text.positions()[i];
        branches[b * time + i] = isFilling ? FILLING : text.branches()[i];
      }
    }
    Shape shape = new Shape(texts.size(), time);
    try (NDManager inner = scope.newSubManager()) {
      NDArray visible = kernels.run(inner, "visible", inner.create(branches, shape)).head();
      NDArray hidden =
          model.treeHidden(
              inner, inner.create(ids, shape), inner.create(positions, shape), visible);
      NDArray flat = hidden.reshape(1, ids.length, -1);
      flat.attach(scope);
      return flat;
    }
  }
}
