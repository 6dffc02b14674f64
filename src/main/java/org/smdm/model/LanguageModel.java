package org.smdm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.smdm.config.ModelFamily;

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

  /** Ids of the tokenizer, without the mask token and without padding. */
  int vocabSize();

  /** The manager that owns the parameters; sub-managers of it are scopes on the same device. */
  NDManager manager();

  /**
   * Logits of chosen positions.
   *
   * @param scope receives the result
   * @param ids (batch, time) int64, time at most the block size
   * @param rows (n) int64, positions in the flattened (batch · time)
   * @return (n, at least vocabSize) float32
   */
  NDArray logits(NDManager scope, NDArray ids, NDArray rows);

  /**
   * Cross-entropy of chosen positions, without recording.
   *
   * @param scope receives the result
   * @param ids (batch, time) int64
   * @param rows (n) int64, positions in the flattened (batch · time)
   * @param targets (n) int64
   * @return (n) float32 in nats
   */
  NDArray nll(NDManager scope, NDArray ids, NDArray rows, NDArray targets);

  /**
   * An empty cache for {@link #nextLogits}.
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
   * @param cache is extended by them
   * @param rows (n) int64, positions in the flattened (batch · time)
   * @return logits of these rows, (n, at least vocabSize) float32
   */
  NDArray nextLogits(NDManager scope, NDArray ids, KeyValueCache cache, NDArray rows);

  /** Frees the parameters and everything made in the model's scopes. */
  @Override
  void close();
}
