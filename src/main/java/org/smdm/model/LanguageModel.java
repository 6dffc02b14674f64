package org.smdm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;

/**
 * What samplers and likelihoods need of a model, whatever its architecture: the logits of chosen
 * positions, and for a causal one the same by way of a {@link KeyValueCache}.
 *
 * <p>Logits are at least {@link #vocabSize} wide. Columns behind that belong to ids that pad a
 * weight matrix: never draw one.
 *
 * <p>Closing a model frees its parameters. Not for several threads at once.
 */
public interface LanguageModel extends AutoCloseable {

  /** ARM or MDM. */
  ModelFamily family();

  /** Longest sequence in tokens. */
  int blockSize();

  /** What computes it. */
  BlockStack blocks();

  /** Ids of the tokenizer, without the mask token and without padding. */
  int vocabSize();

  /** Stands for a token that is not known yet; no text holds it, and a causal model reads none. */
  int maskId();

  /** The manager that owns the parameters; sub-managers of it are scopes on the same device. */
  NDManager manager();

  /**
   * The residual stream behind the last block, before the final norm.
   *
   * @param scope receives the result
   * @param ids (batch, time) int64, time at most the block size
   * @return (batch, time, embd) float32
   */
  default NDArray hidden(NDManager scope, NDArray ids) {
    return blocks().hidden(scope, ids);
  }

  /**
   * The residual stream behind the last block at some positions of each sequence of a masked
   * diffusion model; the last block is computed for these positions alone.
   *
   * @param scope receives the result
   * @param ids (batch, time) int64, time at most the block size
   * @param positions (batch, queries) int64, of each sequence, in any order; may repeat
   * @return (batch, queries, embd) float32
   * @throws IllegalStateException of a causal model
   */
  default NDArray hiddenOf(NDManager scope, NDArray ids, NDArray positions) {
    return blocks().hiddenOf(scope, ids, positions);
  }

  /**
   * Logits of chosen positions.
   *
   * @param scope receives the result
   * @param ids (batch, time) int64, time at most the block size
   * @param rows (n) int64, positions in the flattened (batch · time)
   * @return (n, at least vocabSize) float32
   */
  default NDArray logits(NDManager scope, NDArray ids, NDArray rows) {
    try (NDArray hidden = hidden(scope, ids)) {
      return head(scope, hidden, rows);
    }
  }

  /**
   * Cross-entropy of chosen positions, without recording.
   *
   * @param scope receives the result
   * @param ids (batch, time) int64
   * @param rows (n) int64, positions in the flattened (batch · time)
   * @param targets (n) int64
   * @return (n) float32 in nats
   */
  default NDArray nll(NDManager scope, NDArray ids, NDArray rows, NDArray targets) {
    return blocks().nll(scope, ids, rows, targets);
  }

  /**
   * An empty cache for {@link #nextLogits} and {@link #cachedHidden}.
   *
   * @param batch number of sequences
   * @param capacity longest sequence, at most the block size
   */
  KeyValueCache newCache(int batch, int capacity);

  /**
   * Reads the next tokens of sequences whose earlier ones are in the cache.
   *
   * @param scope receives the result
   * @param ids (batch, time) int64, the tokens at positions {@code cache.length()} onwards
   * @param cache of as many sequences, extended by them
   * @param rows (n) int64, positions in the flattened (batch · time)
   * @return logits of these rows, (n, at least vocabSize) float32
   */
  default NDArray nextLogits(NDManager scope, NDArray ids, KeyValueCache cache, NDArray rows) {
    if (!family().causal()) {
      throw new IllegalStateException("next tokens need a causal model");
    }
    int time = Math.toIntExact(ids.getShape().get(1));
    int start = cache.length();
    if (start + time > cache.capacity()) {
      throw new IllegalStateException(
          "%d positions do not fit a cache of %d".formatted(start + time, cache.capacity()));
    }
    int batch = cache.batch();
    long[] positions = new long[batch * time];
    Arrays.setAll(positions, i -> start + i % time);
    long[] sequences = LongStream.range(0, batch).toArray();
    NDArray places = scope.create(positions, new Shape(batch, time));
    NDArray hidden = cachedHidden(scope, ids, places, cache, sequences, start + time);
    cache.advance(time);
    return head(scope, hidden, rows);
  }

  /**
   * Computes some positions of some sequences while the keys and values of all others are taken
   * from a cache, and puts theirs there.
   *
   * @param scope receives the result
   * @param ids (batch, time) int64
   * @param positions (batch, time) int64, where these tokens stand; below the cache's slots
   * @param cache holds each sequence's other positions
   * @param sequences (batch) which of the cache's sequences these are; fastest when they are all,
   *     in order
   * @param end no token looks at positions from here on; in a causal model none at those behind it
   * @return the residual stream behind the last block, (batch, time, embd) float32
   */
  default NDArray cachedHidden(
      NDManager scope,
      NDArray ids,
      NDArray positions,
      KeyValueCache cache,
      long[] sequences,
      int end) {
    return blocks().cachedHidden(scope, ids, positions, cache, sequences, end);
  }

  /**
   * The residual stream of tokens of which each sees only those that it is told (tree attention): a
   * causal model reads several continuations of a text, and the text once, as one sequence.
   *
   * @param scope receives the result
   * @param ids (batch, time) int64
   * @param positions (batch, time) int64, where these tokens stand in their texts; below the block
   *     size
   * @param visible (batch, 1, time, time) bool: of each token, which it sees, at least one
   * @return the residual stream behind the last block, (batch, time, embd) float32
   */
  default NDArray treeHidden(NDManager scope, NDArray ids, NDArray positions, NDArray visible) {
    return blocks().treeHidden(scope, ids, positions, visible);
  }

  /**
   * Logits of the residual stream behind the last block.
   *
   * @param scope receives the result
   * @param hidden (batch, time, embd) float32
   * @param rows (n) int64, places in the flattened (batch · time)
   * @return (n, at least vocabSize) float32
   */
  default NDArray head(NDManager scope, NDArray hidden, NDArray rows) {
    return blocks().logits(scope, hidden, rows);
  }

  /**
   * Rows of the residual stream behind the last block after the final norm: logits are their
   * products with {@link #headWeight}.
   *
   * @param scope receives the result
   * @param hidden (batch, time, embd) float32
   * @param rows (n) int64, places in the flattened (batch · time)
   * @return (n, embd) float32
   */
  default NDArray normed(NDManager scope, NDArray hidden, NDArray rows) {
    return blocks().normed(scope, hidden, rows);
  }

  /** Output head, (at least vocabSize, embd) float32. */
  default NDArray headWeight() {
    return blocks().weights().head();
  }

  /** Type of the matrix products. */
  Precision precision();

  /** Frees the parameters and everything made in the model's scopes. */
  @Override
  void close();
}
