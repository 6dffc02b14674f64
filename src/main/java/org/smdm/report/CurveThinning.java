package org.smdm.report;

import java.util.Arrays;
import java.util.TreeSet;

/**
 * Leaves out points of a dense curve that no eye could tell apart, so that a figure of a long run
 * stays small: of every narrow strip of the axis the first, the last, the lowest and the highest
 * point stay.
 */
final class CurveThinning {

  /** Strips narrower than a unit of the figure show nothing more. */
  private static final int STRIPS = 700;

  private static final int POINTS_PER_STRIP = 4;

  private CurveThinning() {}

  /**
   * Thins a curve.
   *
   * @param curve with x that never falls, positive if logarithmic
   * @param logarithmic whether strips are of equal ratios
   */
  static RunCurve of(RunCurve curve, boolean logarithmic) {
    int size = curve.size();
    if (size <= STRIPS * POINTS_PER_STRIP) {
      return curve;
    }
    double low = position(curve.x()[0], logarithmic);
    double width = (position(curve.x()[size - 1], logarithmic) - low) / STRIPS;
    TreeSet<Integer> kept = new TreeSet<>();
    int from = 0;
    while (from < size) {
      long strip = strip(curve, from, logarithmic, low, width);
      int lowest = from;
      int highest = from;
      int to = from;
      while (to < size && strip(curve, to, logarithmic, low, width) == strip) {
        lowest = curve.y()[to] < curve.y()[lowest] ? to : lowest;
        highest = curve.y()[to] > curve.y()[highest] ? to : highest;
        to++;
      }
      kept.addAll(Arrays.asList(from, lowest, highest, to - 1));
      from = to;
    }
    int[] indices = kept.stream().mapToInt(Integer::intValue).toArray();
    return curve.at(indices);
  }

  private static long strip(RunCurve curve, int i, boolean logarithmic, double low, double width) {
    return (long) ((position(curve.x()[i], logarithmic) - low) / width);
  }

  private static double position(double x, boolean logarithmic) {
    return logarithmic ? Math.log(x) : x;
  }
}
