package org.smdm.train;

import org.smdm.objective.TrainingBatch;

/** The micro-batches of a run, each from its numbers alone. */
@FunctionalInterface
public interface BatchSource {

  /**
   * A micro-batch.
   *
   * @param step optimiser step, from 0
   * @param microBatch its number within the step, from 0
   */
  TrainingBatch batch(long step, int microBatch);
}
