package org.smdm.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.smdm.chart.AxisRange.Tick;

/**
 * Title, frame, ticks and grid of a {@link LineChart}, and where its values are on the canvas.
 *
 * @param chart whose axes they are
 * @param x range of the horizontal axis
 * @param y range of the vertical axis
 * @param xTicks of the horizontal axis
 * @param yTicks of the vertical axis
 * @param bounds the inside of the axes
 */
record Axes(
    LineChart chart,
    AxisRange x,
    AxisRange y,
    List<Tick> xTicks,
    List<Tick> yTicks,
    Rectangle2D bounds) {

  private static final Color GRID = new Color(0xE2, 0xE2, 0xE2);
  private static final BasicStroke GRID_STROKE = new BasicStroke(0.7f);
  private static final Color FRAME = new Color(0x33, 0x33, 0x33);
  private static final BasicStroke FRAME_STROKE = new BasicStroke(1);

  /** Room around everything. */
  static final double PADDING = 12;

  private static final double TITLE_ROOM = 32;
  private static final double TICK = 5;
  private static final double GAP = 9;
  private static final double LINE = 16;
  private static final double PIXELS_PER_X_TICK = 74;
  private static final double PIXELS_PER_Y_TICK = 44;
  private static final double X_MARGIN = 0.02;
  private static final double Y_MARGIN = 0.05;

  /**
   * Axes that hold every point, error bar and reference line.
   *
   * @param width of what they may take from the canvas' left
   * @param height of what they may take from the canvas' top
   */
  static Axes of(LineChart chart, double width, double height) {
    AxisRange x = range(chart.x(), X_MARGIN, points(chart, 0));
    DoubleStream references = chart.references().stream().mapToDouble(ReferenceLine::value);
    DoubleStream ends = DoubleStream.concat(points(chart, -1), points(chart, 1));
    AxisRange y = range(chart.y(), Y_MARGIN, DoubleStream.concat(ends, references));
    double top = PADDING + (chart.title().isBlank() ? 0 : TITLE_ROOM);
    double bottom = height - PADDING - LINE - GAP - LINE - TICK;
    List<Tick> yTicks = y.ticks((bottom - top) / PIXELS_PER_Y_TICK);
    double left = PADDING + LINE + GAP + widest(yTicks) + 2 * TICK;
    double right = width - PADDING;
    List<Tick> xTicks = x.ticks((right - left) / PIXELS_PER_X_TICK);
    if (widest(xTicks) > PIXELS_PER_X_TICK - GAP) {
      xTicks = x.ticks((right - left) / (widest(xTicks) + 2 * GAP));
    }
    Rectangle2D bounds = new Rectangle2D.Double(left, top, right - left, bottom - top);
    return new Axes(chart, x, y, xTicks, yTicks, bounds);
  }

  /** The x of every point for 0, else y minus or plus its error. */
  private static DoubleStream points(LineChart chart, int side) {
    return chart.series().stream()
        .flatMapToDouble(
            s ->
                IntStream.range(0, s.size())
                    .mapToDouble(i -> side == 0 ? s.x(i) : s.y(i) + side * s.error(i)));
  }

  private static AxisRange range(ChartAxis axis, double margin, DoubleStream values) {
    var summary = values.summaryStatistics();
    return AxisRange.holding(axis, summary.getMin(), summary.getMax(), margin);
  }

  private static double widest(List<Tick> ticks) {
    return ChartText.widest(ticks.stream().map(Tick::label).toList());
  }

  double px(double value) {
    return bounds.getMinX() + x.position(value) * bounds.getWidth();
  }

  double py(double value) {
    return bounds.getMaxY() - y.position(value) * bounds.getHeight();
  }

  /** Where a point of a series is. */
  Point2D point(ChartSeries series, int i) {
    return new Point2D.Double(px(series.x(i)), py(series.y(i)));
  }

  /** Where the error bar of a point ends: 1 for the upper end, -1 for the lower. */
  Point2D end(ChartSeries series, int i, int sign) {
    return new Point2D.Double(px(series.x(i)), py(series.y(i) + sign * series.error(i)));
  }

  /** What lies below the data. */
  void paintGround(Graphics2D g) {
    double middle = bounds.getCenterX();
    double width = 2 * Math.min(middle, chart.width() - middle) - PADDING;
    ChartText.drawTitle(g, chart.title(), middle, PADDING + LINE, width);
    paintXTicks(g);
    paintYTicks(g);
    String xTitle = ChartText.fitted(x.title(), chart.width() - 2 * PADDING);
    double half = ChartText.width(xTitle) / 2;
    double at = Math.max(PADDING + half, Math.min(middle, chart.width() - PADDING - half));
    ChartText.draw(
        g, xTitle, at, bounds.getMaxY() + TICK + LINE + GAP + LINE - 2, ChartText.CENTRE);
    String yTitle = ChartText.fitted(y.title(), bounds.getMaxY() - PADDING);
    double lowest = Math.max(bounds.getCenterY(), PADDING + ChartText.width(yTitle) / 2);
    ChartText.drawUpwards(g, yTitle, PADDING + ChartText.capHeight(), lowest, ChartText.CENTRE);
  }

  private void paintXTicks(Graphics2D g) {
    double bottom = bounds.getMaxY();
    double free = 0;
    for (Tick tick : xTicks) {
      double at = bounds.getMinX() + tick.share() * bounds.getWidth();
      paintTick(
          g,
          new Line2D.Double(at, bounds.getMinY(), at, bottom),
          new Line2D.Double(at, bottom, at, bottom + TICK));
      double half = ChartText.width(tick.label()) / 2;
      // The last label may be wider than the room beside the axes; none runs into the one before.
      double centre = Math.min(at, bounds.getMaxX() + PADDING - 2 - half);
      if (half > 0 && centre - half >= free) {
        ChartText.draw(
            g, tick.label(), centre, bottom + 2 * TICK + ChartText.capHeight(), ChartText.CENTRE);
        free = centre + half + TICK;
      }
    }
  }

  private void paintYTicks(Graphics2D g) {
    double left = bounds.getMinX();
    for (Tick tick : yTicks) {
      double at = bounds.getMaxY() - tick.share() * bounds.getHeight();
      paintTick(
          g,
          new Line2D.Double(left, at, bounds.getMaxX(), at),
          new Line2D.Double(left - TICK, at, left, at));
      ChartText.drawBeside(g, tick.label(), left - 2 * TICK, at, ChartText.RIGHT);
    }
  }

  private static void paintTick(Graphics2D g, Line2D grid, Line2D mark) {
    g.setColor(GRID);
    g.setStroke(GRID_STROKE);
    g.draw(grid);
    g.setColor(FRAME);
    g.setStroke(FRAME_STROKE);
    g.draw(mark);
  }

  void paintFrame(Graphics2D g) {
    g.setColor(FRAME);
    g.setStroke(FRAME_STROKE);
    g.draw(bounds);
  }
}
