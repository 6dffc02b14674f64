package org.smdm.train;

import java.util.ArrayList;
import java.util.List;
import org.smdm.config.ModelConfig;
import org.smdm.objective.TrainingBatch;

/**
 * How a micro-batch is cut into shards of whole sequences for the threads of a processor. It
 * follows from the run alone, so that sums are rounded alike on every machine. One shard is left to
 * libtorch's own threads.
 */
final class Shards {

  /** Tokens of a shard at least: products of fewer rows read more weights than they multiply. */
  private static final int TOKENS = 256;

  /**
   * Tokens of a shard at least for each row of the head: every shard adds a gradient of the head's
   * size to that of the others.
   */
  private static final double TOKENS_PER_ROW = 1 / 32.0;

  /** Operations of a shard at least: below that, calls of kernels take longer than their work. */
  private static final double OPERATIONS = 2e8;

  private Shards() {}

  /**
   * The number of shards.
   *
   * @param model its shape
   * @param microBatchSize sequences of a micro-batch
   */
  static int of(ModelConfig model, int microBatchSize) {
    double operations = 6.0 * model.nonEmbeddingParameters() * model.blockSize();
    double tokens = Math.max(TOKENS, TOKENS_PER_ROW * model.paddedVocabSize());
    double sequences = Math.max(tokens / model.blockSize(), OPERATIONS / operations);
    return (int) Math.max(1, microBatchSize / Math.ceil(sequences));
  }

  /**
   * Cuts a batch into so many parts, of equal sizes but for one sequence.
   *
   * @param batch with at least as many sequences
   * @param shards how many
   */
  static List<TrainingBatch> cut(TrainingBatch batch, int shards) {
    List<TrainingBatch> parts = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      parts.add(
          batch.sequences(
              (int) ((long) batch.batch() * i / shards),
              (int) ((long) batch.batch() * (i + 1) / shards)));
    }
    return parts;
  }
}
