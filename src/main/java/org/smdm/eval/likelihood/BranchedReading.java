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
 * Branched texts that a causal model reads together: those of one length in one batch, since what
 * is beside a text would else change the order of its sums.
 */
final class BranchedReading {

  /** Texts are filled up to a multiple of so many tokens. */
  private static final int TOKEN_BLOCK = 16;

  /** A branch of its own for what fills up a text. */
  private static final int FILLING = -1;

  private final Map<Integer, List<BranchedText>> byLength = new TreeMap<>();
  private final Map<Integer, Integer> begins = new TreeMap<>();

  /**
   * Where a text will be.
   *
   * @param length its own, filled up
   * @param number of it among those of one length
   */
  record Place(int length, int number) {}

  /** Tokens that a text takes. */
  static int filled(BranchedText text) {
    return (text.length() + TOKEN_BLOCK - 1) / TOKEN_BLOCK * TOKEN_BLOCK;
  }

  Place add(BranchedText text) {
    int length = filled(text);
    List<BranchedText> alike = byLength.computeIfAbsent(length, l -> new ArrayList<>());
    alike.add(text);
    return new Place(length, alike.size() - 1);
  }

  /**
   * Reads all texts.
   *
   * @param scope receives the result
   * @return the residual stream of all tokens, (1, n, embd)
   */
  NDArray states(NDManager scope, LanguageModel model, Kernels kernels) {
    NDList states = new NDList();
    int begin = 0;
    for (Map.Entry<Integer, List<BranchedText>> alike : byLength.entrySet()) {
      begins.put(alike.getKey(), begin);
      begin += alike.getKey() * alike.getValue().size();
      states.add(states(scope, model, kernels, alike.getValue(), alike.getKey()));
    }
    return NDArrays.concat(states, 1);
  }

  /** Row of a text's first token in the states that were read. */
  int row(Place place) {
    return begins.get(place.length) + place.number * place.length;
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
