package org.smdm.scaling;

import java.util.Arrays;
import org.smdm.stats.Quantile;

/**
 * A 95 % interval.
 *
 * @param low its 2.5 % end
 * @param high its 97.5 % end
 */
public record Interval(double low, double high) {

  /** Probability left out at either end. */
  private static final double TAIL = 0.025;

  /** Fewer replicates say nothing of 2.5 % tails. */
  private static final int FEWEST = 40;

  /**
   * The middle 95 % of bootstrap replicates, linear between order statistics.
   *
   * @param replicates values; those that are not finite are left out
   * @return null when fewer than forty are left, or when all are equal, as without any noise
   */
  static Interval ofReplicates(double[] replicates) {
    double[] sorted = Arrays.stream(replicates).filter(Double::isFinite).sorted().toArray();
    if (sorted.length < FEWEST || sorted[0] == sorted[sorted.length - 1]) {
      return null;
    }
    return new Interval(Quantile.of(sorted, TAIL), Quantile.of(sorted, 1 - TAIL));
  }

  /** The wider of two; the other one where one is null. */
  static Interval wider(Interval one, Interval other) {
    return one == null || (other != null && other.width() > one.width()) ? other : one;
  }

  /** Of the logarithm of a positive number. */
  Interval logarithm() {
    return new Interval(Math.log(low), Math.log(high));
  }

  private double width() {
    return high - low;
  }

  /** Whether a value lies in it. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }
}
