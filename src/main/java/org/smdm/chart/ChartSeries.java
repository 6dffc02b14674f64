package org.smdm.chart;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * One named series of points, in the order in which they are joined. Points with a coordinate that
 * is not finite are left out and counted; one whose error is not known has no bar.
 */
public final class ChartSeries {

  /** How the points are shown. */
  enum Style {
    LINE,
    FAINT,
    DASHED,
    MARKERS
  }

  private static final int MOST_MARKERS_ON_A_LINE = 30;

  private final String name;
  private final double[] x;
  private final double[] y;
  private final double[] errors;
  private final Style style;
  private final OptionalInt colour;
  private final int dropped;

  private ChartSeries(
      String name,
      double[] x,
      double[] y,
      double[] errors,
      Style style,
      OptionalInt colour,
      int dropped) {
    if (x.length != y.length || x.length != errors.length) {
      throw new IllegalArgumentException(
          "series '%s': %d x, %d y, %d errors".formatted(name, x.length, y.length, errors.length));
    }
    int[] kept =
        IntStream.range(0, x.length)
            .filter(i -> Double.isFinite(x[i]) && Double.isFinite(y[i]))
            .toArray();
    this.name = ChartText.requirePlain(name);
    this.x = IntStream.of(kept).mapToDouble(i -> x[i]).toArray();
    this.y = IntStream.of(kept).mapToDouble(i -> y[i]).toArray();
    this.errors =
        IntStream.of(kept).mapToDouble(i -> Double.isFinite(errors[i]) ? errors[i] : 0).toArray();
    this.style = style;
    this.colour = colour;
    this.dropped = dropped + x.length - kept.length;
    if (Arrays.stream(this.errors).anyMatch(error -> error < 0)) {
      throw new IllegalArgumentException("series '%s': a negative error".formatted(name));
    }
  }

  /**
   * Points joined by a line, with markers when there are at most thirty.
   *
   * @param name for the legend; the empty name has no entry there
   * @param x horizontal coordinates
   * @param y vertical coordinates, as many
   * @throws IllegalArgumentException when the lengths differ
   */
  public static ChartSeries line(String name, double[] x, double[] y) {
    return new ChartSeries(name, x, y, new double[x.length], Style.LINE, OptionalInt.empty(), 0);
  }

  /**
   * Points shown by markers alone.
   *
   * @param name for the legend; the empty name has no entry there
   * @param x horizontal coordinates
   * @param y vertical coordinates, as many
   * @throws IllegalArgumentException when the lengths differ
   */
  public static ChartSeries markers(String name, double[] x, double[] y) {
    return line(name, x, y).styled(Style.MARKERS);
  }

  /**
   * The same series with vertical error bars.
   *
   * @param halfLengths distance from the point to either end, one per point that this series kept;
   *     zero, or what is not finite, for none
   * @throws IllegalArgumentException when the lengths differ or one is negative
   */
  public ChartSeries withErrorBars(double[] halfLengths) {
    return new ChartSeries(name, x, y, halfLengths, style, colour, dropped);
  }

  /** The same series with a dashed line and no markers, as for a fitted curve. */
  public ChartSeries dashed() {
    return styled(Style.DASHED);
  }

  /** The same series with a thin, pale line and no markers, as for noise behind what matters. */
  public ChartSeries faint() {
    return styled(Style.FAINT);
  }

  /**
   * The same series in the colour that the series of that index gets on its own, to show that two
   * series belong together.
   *
   * @param index from 0
   */
  public ChartSeries inColourOf(int index) {
    return new ChartSeries(name, x, y, errors, style, OptionalInt.of(index), dropped);
  }

  /** How many points were left out because they are not finite. */
  public int dropped() {
    return dropped;
  }

  /** How many points are left. */
  public int size() {
    return x.length;
  }

  public String name() {
    return name;
  }

  public double x(int i) {
    return x[i];
  }

  public double y(int i) {
    return y[i];
  }

  public double error(int i) {
    return errors[i];
  }

  public OptionalInt colour() {
    return colour;
  }

  boolean isJoined() {
    return style != Style.MARKERS;
  }

  boolean isDashed() {
    return style == Style.DASHED;
  }

  public boolean isFaint() {
    return style == Style.FAINT;
  }

  boolean isMarked() {
    return style == Style.MARKERS || (style == Style.LINE && size() <= MOST_MARKERS_ON_A_LINE);
  }

  private ChartSeries styled(Style other) {
    return new ChartSeries(name, x, y, errors, other, colour, dropped);
  }
}
