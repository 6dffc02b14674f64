package org.smdm.objective;

import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.config.ModelFamily;
import org.smdm.tensor.RandomStreams;

/**
 * What an objective of one's own is told of the micro-batch that it makes. The batch must follow
 * from it and the blocks alone: then a resumed run is the same run.
 *
 * @param family of the model
 * @param maskId the id that hides a token, of an MDM
 * @param step optimiser step, from 0
 * @param steps of the whole run
 * @param microBatch number of the micro-batch within the step, from 0
 * @param streams the run's random streams
 */
public record Draw(
    ModelFamily family, int maskId, long step, long steps, int microBatch, RandomStreams streams) {

  /**
   * Random numbers of this micro-batch.
   *
   * @param purpose what they are for: other purposes draw others
   */
  public UniformRandomProvider random(String purpose) {
    return streams.stream("own:" + purpose, step, microBatch);
  }

  /** How much of the run is over, from 0 to below 1: for curricula. */
  public double progress() {
    return (double) step / steps;
  }

  /**
   * A batch of some blocks in which nothing is predicted yet.
   *
   * @param blocks (batch) rows of blockSize + 1 token ids
   */
  public BatchBuilder batch(int[][] blocks) {
    return new BatchBuilder(this, blocks);
  }
}
