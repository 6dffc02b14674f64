package org.smdm.objective;

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

  /** Share of the positions whose logits are computed. */
  public double headFraction() {
    return (double) rows.length / tokens();
  }
}
