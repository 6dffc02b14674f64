package org.smdm.stats;

import java.util.List;

/** The middle of some measurements, which a disturbed one does not move. */
public final class Median {

  private Median() {}

  /** Of an even number of values the mean of the two in the middle; NaN of none. */
  public static double of(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
