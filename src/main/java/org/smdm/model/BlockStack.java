package org.smdm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.smdm.config.Precision;
import org.smdm.io.UserException;
import org.smdm.tensor.Kernels;

/**
 * What every model computes: an embedding, the same block again and again, a final norm, a head.
 * The block is TorchScript; this is the loop around it, with a cache or without, for all positions
 * or some.
 */
public final class BlockStack {

  private static final long LOGITS_BYTES = 32L << 20;
  private static final long LEAST_CHUNK = 128;
  private static final NDArray[] NONE = {};

  /**
   * What a model is made of.
   *
   * @param embedding of ids, (rows, embd), and what else stands beside it
   * @param positions tables with a row for each position: cosines and sines, or learned embeddings
   * @param blocks the weights of each block as its kernel unpacks them
   * @param finalNorm behind the last block
   * @param head (at least vocabSize, embd)
   */
  record Weights(
      NDArray[] embedding,
      NDArray[] positions,
      NDArray[][] blocks,
      NDArray[] finalNorm,
      NDArray head) {}

  private final NDManager manager;
  private final Kernels kernels;
  private final Kernels headKernels;
  private final Weights weights;
  private final boolean isCausal;
  private final NDArray mask;

  /**
   * @param manager owns the kernels
   * @param kernels the model's functions
   * @param precision of the matrix products
   * @param weights of the model
   * @param isCausal whether no token sees later ones
   * @param mask whose share of a sequence the model sees, () int64; null where it sees none
   */
  BlockStack(
      NDManager manager,
      Kernels kernels,
      Precision precision,
      Weights weights,
      boolean isCausal,
      NDArray mask) {
    this.manager = manager;
    this.kernels = kernels;
    this.weights = weights;
    this.isCausal = isCausal;
    this.mask = mask;
    long chunk = headChunk(Math.toIntExact(weights.head.getShape().get(0)));
    headKernels =
        Kernels.load(
            manager,
            BlockStack.class,
            "Head",
            Map.of("compute", Kernels.scalarType(precision), "head_chunk", chunk));
  }

  /**
   * Rows whose logits exist at once in losses and their gradients: what takes {@value
   * #LOGITS_BYTES} bytes in float32, but no fewer than matrix products need to be fast.
   *
   * @param vocab rows of the head
   */
  public static long headChunk(int vocab) {
    return Math.max(LEAST_CHUNK, LOGITS_BYTES / 4 / vocab);
  }

  Kernels kernels() {
    return kernels;
  }

  Kernels headKernels() {
    return headKernels;
  }

  Weights weights() {
    return weights;
  }

  /** What blocks are told beside x; empty arrays for nothing. */
  private record View(NDArray[] seen, IntFunction<NDArray[]> cache, NDArray[] chosen) {

    private static final View ALL = new View(NONE, layer -> NONE, NONE);
  }

  /** Behind some of the blocks; what is chosen is chosen in the last of them. */
  private NDArray run(NDManager scope, NDArray ids, NDArray places, int layers, View view) {
    NDArray[] at = positions(scope, ids, places);
    NDArray x = kernels.run(scope, "embed", weights.embedding, ids, at).head();
    for (int i = 0; i < layers; i++) {
      NDArray[] chosen = i == layers - 1 ? view.chosen : NONE;
      try (NDArray before = x) {
        x =
            kernels
                .run(
                    scope,
                    "block_at",
                    before,
                    weights.blocks[i],
                    at,
                    view.seen,
                    view.cache.apply(i),
                    chosen)
                .head();
      }
    }
    return x;
  }

  private NDArray[] positions(NDManager scope, NDArray ids, NDArray places) {
    NDList found =
        mask == null
            ? headKernels.run(scope, "positions", weights.positions, places)
            : headKernels.run(scope, "positions_and_ratio", weights.positions, places, ids, mask);
    return found.toArray(NDArray[]::new);
  }

  /** What blocks are told of the places of whole sequences, for a recording. */
  NDList recordedPositions(NDManager scope, NDList tables, NDArray ids) {
    NDArray places = places(scope, ids);
    NDList found =
        mask == null
            ? headKernels.call(scope, "positions", tables, places)
            : headKernels.call(scope, "positions_and_ratio", tables, places, ids, mask);
    return Kernels.list("angles", found.toArray(NDArray[]::new));
  }

  private static NDArray[] list(NDArray... arrays) {
    return arrays;
  }

  /** Where the tokens of whole sequences stand, (1, time). */
  NDArray places(NDManager scope, NDArray ids) {
    long time = ids.getShape().get(1);
    long most = weights.positions[0].getShape().get(0);
    if (time < 1 || time > most) {
      throw new IllegalArgumentException(
          "%d positions do not fit the model's block size %d".formatted(time, most));
    }
    return scope.create(LongStream.range(0, time).toArray(), new Shape(1, time));
  }

  NDArray hidden(NDManager scope, NDArray ids) {
    return run(scope, ids, places(scope, ids), weights.blocks.length, View.ALL);
  }

  NDArray hiddenOf(NDManager scope, NDArray ids, NDArray positions) {
    if (isCausal) {
      throw new IllegalStateException("only a model without a causal mask computes some positions");
    }
    long time = ids.getShape().get(1);
    NDArray firsts =
        scope.create(
            LongStream.range(0, ids.getShape().get(0)).map(row -> row * time).toArray(),
            new Shape(ids.getShape().get(0), 1));
    View view = new View(NONE, layer -> NONE, list(positions.add(firsts)));
    return run(scope, ids, places(scope, ids), weights.blocks.length, view);
  }

  NDArray treeHidden(NDManager scope, NDArray ids, NDArray places, NDArray visible) {
    View view = new View(list(visible), layer -> NONE, NONE);
    return run(scope, ids, places, weights.blocks.length, view);
  }

  NDArray cachedHidden(
      NDManager scope,
      NDArray ids,
      NDArray places,
      KeyValueCache cache,
      long[] sequences,
      int end) {
    if (mask != null) {
      throw new UserException(
          "this model sees the masked share of whole sequences: use it without a cache of some of their tokens");
    }
    long keys = isCausal ? KeyValueCache.roundUp(end) : end;
    NDArray columns = scope.create(LongStream.range(0, keys).toArray());
    // A whole cache in order need not be gathered.
    NDArray rows = scope.create(cache.isAll(sequences) ? new long[0] : sequences);
    long slots = cache.slots();
    NDArray firsts =
        scope.create(
            Arrays.stream(sequences).map(row -> row * slots).toArray(),
            new Shape(sequences.length, 1));
    NDArray slot = places.add(firsts).flatten();
    NDArray[] seen =
        isCausal ? list(headKernels.run(scope, "up_to", places, columns).head()) : NONE;
    IntFunction<NDArray[]> layers =
        i -> list(cache.allKeys(i), cache.allValues(i), slot, rows, columns);
    return run(scope, ids, places, weights.blocks.length, new View(seen, layers, NONE));
  }

  NDArray attentionWeights(NDManager scope, NDArray ids, int layer) {
    NDArray places = places(scope, ids);
    try (NDArray x = run(scope, ids, places, layer, View.ALL)) {
      return kernels
          .run(scope, "attention_weights", x, weights.blocks[layer], positions(scope, ids, places))
          .head();
    }
  }

  NDArray normed(NDManager scope, NDArray hidden, NDArray rows) {
    return kernels.run(scope, "normed", hidden, weights.finalNorm, rows).head();
  }

  NDArray logits(NDManager scope, NDArray hidden, NDArray rows) {
    try (NDArray x = normed(scope, hidden, rows)) {
      return headKernels.run(scope, "logits", x, weights.head).head();
    }
  }

  NDArray nll(NDManager scope, NDArray ids, NDArray rows, NDArray targets) {
    try (NDArray hidden = hidden(scope, ids);
        NDArray x = normed(scope, hidden, rows)) {
      return headKernels.run(scope, "nll", x, weights.head, targets).head();
    }
  }

  KeyValueCache newCache(int batch, int capacity, int groups, int headSize) {
    long most = weights.positions[0].getShape().get(0);
    if (capacity < 1 || capacity > most) {
      throw new IllegalArgumentException(
          "%d positions do not fit the model's block size %d".formatted(capacity, most));
    }
    return new KeyValueCache(manager, weights.blocks.length, batch, capacity, groups, headSize);
  }
}
