package org.smdm.stats;

import java.util.List;

/** The middle of some measurements, which a disturbed one does not move. */
public final class Median {

  private Median() {}

  /** Of an even number of values the mean of the two in the middle; NaN of none. */
  public static double of(List<Double> values) {
    return Quantile.of(values.stream().mapToDouble(Double::doubleValue).sorted().toArray(), 0.5);
  }
}
