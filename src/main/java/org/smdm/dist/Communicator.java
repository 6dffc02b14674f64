package org.smdm.dist;

import ai.djl.ndarray.NDArray;

/**
 * The ranks of a job and what they send each other. Every rank calls the same operations in the
 * same order; an operation that only begins returns a {@link Pending}, and those begun are done in
 * order. Tensors are contiguous, and are neither read nor written by anyone else until theirs is
 * done. Sums are of the tensor's own type and the same bits on every rank.
 *
 * <p>Not for several threads at once.
 */
public interface Communicator extends AutoCloseable {

  /**
   * Where a process stands in its job.
   *
   * @param rank number of it, from 0
   * @param worldSize processes of the job
   * @param localRank number among those of this machine, from 0
   * @param localSize processes of the job on this machine
   */
  record Place(int rank, int worldSize, int localRank, int localSize) {}

  /** Where this process stands. */
  Place place();

  /** Number of this process, from 0. */
  default int rank() {
    return place().rank();
  }

  /** How many processes there are. */
  default int worldSize() {
    return place().worldSize();
  }

  /** Whether this is the process that reports and writes files. */
  default boolean isLeader() {
    return rank() == 0;
  }

  /**
   * The device of this rank: ranks of one machine take its GPUs in turn.
   *
   * @param device as the user named it
   * @return {@code cuda:N} for {@code cuda} where several ranks share the machine, else the same
   */
  default String deviceOf(String device) {
    return device.equals("cuda") && place().localSize() > 1
        ? "cuda:" + place().localRank()
        : device;
  }

  /**
   * Begins to replace a tensor by its sum over all ranks.
   *
   * @param tensor (any shape) float32, float64 or int64
   */
  Pending allReduceSum(NDArray tensor);

  /**
   * Begins to replace a tensor by that of one rank.
   *
   * @param tensor (any shape) of any type
   * @param root whose
   */
  Pending broadcast(NDArray tensor, int root);

  /**
   * Begins to sum a tensor over all ranks and to leave each rank its part: rank r the r-th.
   *
   * @param whole (worldSize · n) float32, float64 or int64; may be overwritten
   * @param part (n) receives this rank's part of the sum
   */
  Pending reduceScatterSum(NDArray whole, NDArray part);

  /**
   * Begins to put together the parts of all ranks.
   *
   * @param part (n) of any type
   * @param whole (worldSize · n) receives all
   */
  Pending allGather(NDArray part, NDArray whole);

  /** Replaces numbers by their sums over all ranks, at once. */
  void allReduceSum(double[] values);

  /** Replaces numbers by the largest of all ranks, at once. */
  void allReduceMax(double[] values);

  /**
   * A text of one rank.
   *
   * @param text this rank's; only the root's matters
   * @param root whose
   * @return the root's
   */
  String broadcast(String text, int root);

  /** Returns when every rank has come here. */
  void barrier();

  /**
   * Ends all ranks at once. Returns in a job of one process only.
   *
   * @param code of the job's exit, not 0
   */
  void abort(int code);

  /** Ends this rank's part in an orderly job, which waits for the others. */
  @Override
  void close();
}
