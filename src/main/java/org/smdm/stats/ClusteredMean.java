package org.smdm.stats;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A mean per unit, where units come in clusters whose members are alike, as the tokens of a
 * document are. What is drawn at random are the clusters: their number, not that of the units,
 * decides how well the mean is known.
 *
 * @param clusters that have a unit
 * @param mean sum over units by their number, the ratio of two sums over clusters; NaN without
 *     units
 * @param standardError of the mean by the jackknife, which leaves out each cluster once; NaN of
 *     fewer than two clusters
 */
public record ClusteredMean(int clusters, double mean, double standardError) {

  /**
   * Of these clusters; those without units are none.
   *
   * @param sums of the values of each cluster's units
   * @param units how many each cluster has
   */
  public static ClusteredMean of(double[] sums, long[] units) {
    int[] some = IntStream.range(0, units.length).filter(i -> units[i] > 0).toArray();
    double sum = Arrays.stream(some).mapToDouble(i -> sums[i]).sum();
    double count = Arrays.stream(some).mapToLong(i -> units[i]).sum();
    double[] others =
        Arrays.stream(some).mapToDouble(i -> (sum - sums[i]) / (count - units[i])).toArray();
    SampleMean without = SampleMean.of(others);
    // Means of all but one scatter (n − 1)² times less than clusters do.
    double error = (some.length - 1) * without.standardError();
    return new ClusteredMean(some.length, sum / count, some.length < 2 ? Double.NaN : error);
  }
}
