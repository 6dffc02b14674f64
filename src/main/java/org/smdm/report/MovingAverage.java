package org.smdm.report;

/** Smooths a noisy curve. */
final class MovingAverage {

  private MovingAverage() {}

  /**
   * Means over a window: centred, narrower at the steep beginning so that no point is biased by the
   * slope, and over earlier points alone at the end.
   *
   * @param values one per point
   * @param half points to either side of the window's centre
   */
  static double[] of(double[] values, int half) {
    double[] sums = new double[values.length + 1];
    for (int i = 0; i < values.length; i++) {
      sums[i + 1] = sums[i] + values[i];
    }
    double[] mean = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int before = Math.min(half, i);
      int after = Math.min(before, values.length - 1 - i);
      mean[i] = (sums[i + after + 1] - sums[i - before]) / (before + after + 1);
    }
    return mean;
  }
}
