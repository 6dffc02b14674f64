package org.smdm.bench;

import org.smdm.io.UserException;

/**
 * What a training step costs on several ranks: computing, and of the sum of gradients what the
 * backward pass does not hide. Ranks form a ring: each sends and receives 2 (W - 1) / W of the
 * gradients, however many they are.
 *
 * @param gradientBytes of all parameters in float32
 * @param computeSeconds of a step on one rank, its share of the batch
 * @param bytesPerSecond that a rank sends while it receives as many
 * @param secondsPerHop latency of each of the 2 (W - 1) steps of the ring
 * @param hiddenShare of computing during which gradients are sent
 */
public record RankCost(
    double gradientBytes,
    double computeSeconds,
    double bytesPerSecond,
    double secondsPerHop,
    double hiddenShare) {

  /** Validates the ranges. */
  public RankCost {
    if (!(gradientBytes > 0 && computeSeconds > 0 && bytesPerSecond > 0)) {
      throw new UserException(
          "a step of %s s with %s bytes at %s bytes/s cannot be: write numbers above 0"
              .formatted(computeSeconds, gradientBytes, bytesPerSecond));
    }
    if (!(secondsPerHop >= 0 && hiddenShare >= 0 && hiddenShare <= 1)) {
      throw new UserException(
          "latency is %s s and the hidden share %s: write at least 0, and a share of at most 1"
              .formatted(secondsPerHop, hiddenShare));
    }
  }

  /**
   * Share of a step's computing during which gradients are sent: the backward pass, two thirds, of
   * the last micro-batch.
   *
   * @param microBatches of a rank in a step
   */
  public static double hiddenShare(int microBatches) {
    return 2.0 / 3 / microBatches;
  }

  /** Bytes that each rank sends in a step. */
  public double bytesSent(int ranks) {
    return 2.0 * (ranks - 1) / ranks * gradientBytes;
  }

  /** Seconds of the sum, hidden or not. */
  public double communicationSeconds(int ranks) {
    return bytesSent(ranks) / bytesPerSecond + 2.0 * (ranks - 1) * secondsPerHop;
  }

  /** Seconds of a step. */
  public double stepSeconds(int ranks) {
    double hidden = hiddenShare * computeSeconds;
    return computeSeconds + Math.max(0, communicationSeconds(ranks) - hidden);
  }

  /** Share of a rank's time that computes, which is the speed per rank against one rank alone. */
  public double efficiency(int ranks) {
    return computeSeconds / stepSeconds(ranks);
  }
}
