package org.smdm.train;

import org.smdm.dist.Communicator;
import org.smdm.dist.SingleProcess;
import org.smdm.io.UserException;

/**
 * How the ranks of a job share the work of a run. What a run computes does not depend on it, but
 * for the order in which sums between ranks are rounded.
 *
 * @param ranks of the job
 * @param isOptimizerSharded whether each rank updates, and holds the moments of, its part of the
 *     weights alone
 */
public record Parallelism(Communicator ranks, boolean isOptimizerSharded) {

  /** One process that does everything. */
  public static Parallelism none() {
    return new Parallelism(new SingleProcess(), false);
  }

  /**
   * Checks that the ranks can share the micro-batches of a step.
   *
   * @param microBatches of a step
   * @throws UserException when there are some too many or too few
   */
  void requireShares(int microBatches) {
    int size = ranks.worldSize();
    if (microBatches % size != 0) {
      throw new UserException(
          "%d ranks cannot share %d micro-batches equally: give microBatchSize so that globalBatchSize / microBatchSize is a multiple of %d"
              .formatted(size, microBatches, size));
    }
  }
}
