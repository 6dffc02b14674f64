package org.smdm.stats;

/** Values below which a share of a sample lies. */
public final class Quantile {

  private Quantile() {}

  /**
   * Linear between order statistics, as numpy and R have it by default.
   *
   * @param sorted ascending; NaN of none
   * @param share from 0 to 1
   */
  public static double of(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
