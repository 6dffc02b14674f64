package org.smdm.objective;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * One micro-batch, ready for a model: what it reads and what it is asked.
 *
 * @param batch number of sequences
 * @param time tokens per sequence
 * @param ids what the model reads, (batch · time) row by row
 * @param rows positions in {@code ids} whose loss counts, ascending
 * @param targets the right token of each row
 * @param weights factor of each row's cross-entropy in the training loss
 * @param boundWeights factor of each row's cross-entropy in the negative log-likelihood per token
 *     (ARM) or its bound (MDM); the same array where that is what is trained
 */
public record TrainingBatch(
    int batch,
    int time,
    long[] ids,
    long[] rows,
    long[] targets,
    float[] weights,
    float[] boundWeights) {

  /** Tokens that the model reads. */
  public long tokens() {
    return (long) batch * time;
  }

  /**
   * The masking probability that a row's bound weight stands for, in (0, 1].
   *
   * @param row which of the counted positions, of a batch without prompts
   */
  public double maskRatio(int row) {
    return 1 / ((double) boundWeights[row] * tokens());
  }

  /**
   * Some of the sequences, whose weighted sum of cross-entropies is what they add to the batch's.
   *
   * @param from first sequence
   * @param to the one behind the last
   */
  public TrainingBatch sequences(int from, int to) {
    if (from == 0 && to == batch) {
      return this;
    }
    int begin = firstRow((long) from * time);
    int end = firstRow((long) to * time);
    float[] own = Arrays.copyOfRange(weights, begin, end);
    return new TrainingBatch(
        to - from,
        time,
        Arrays.copyOfRange(ids, from * time, to * time),
        LongStream.of(rows)
            .skip(begin)
            .limit(end - begin)
            .map(r -> r - (long) from * time)
            .toArray(),
        Arrays.copyOfRange(targets, begin, end),
        own,
        weights == boundWeights ? own : Arrays.copyOfRange(boundWeights, begin, end));
  }

  /** The place in {@code rows} of the first that is no less. */
  private int firstRow(long place) {
    int found = Arrays.binarySearch(rows, place);
    return found < 0 ? -found - 1 : found;
  }

  /** Share of the positions whose logits are computed. */
  public double headFraction() {
    return (double) rows.length / tokens();
  }
}
