package org.smdm.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.function.DoubleFunction;
import org.knowm.xchart.internal.chartpart.Annotation;

/**
 * What is drawn inside the axes: reference lines, curves, error bars, markers and the legend.
 *
 * <p>XChart strokes every segment of a series on its own, which makes dashes of dense curves run
 * together and an SVG element of every step; it also knows neither labelled reference lines nor a
 * free corner. So it draws the axes and this layer, which it calls last, draws the data.
 */
final class CurveLayer extends Annotation {
  private static final BasicStroke BAR_STROKE =
      new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
  private static final double BAR_CAP = 4;
  private static final Color FRAME = new Color(0x33, 0x33, 0x33);

  private final LineChart lines;
  private final AxisRange xRange;
  private final AxisRange yRange;
  private final boolean legendInside;
  private boolean legendFits;

  CurveLayer(LineChart lines, AxisRange xRange, AxisRange yRange, boolean legendInside) {
    super(false);
    this.lines = lines;
    this.xRange = xRange;
    this.yRange = yRange;
    this.legendInside = legendInside;
  }

  /** After painting: whether the legend found a place inside that hides nothing. */
  boolean legendFits() {
    return legendFits;
  }

  @Override
  public void paint(Graphics2D g) {
    PlotArea area = new PlotArea(axesBounds(), xRange, yRange);
    paintExtraTicks(g, area);
    ReferenceLabels references = new ReferenceLabels(area, lines.references());
    Occupancy occupancy = new Occupancy();
    references.occupy(occupancy);
    references.paintLines(g);
    for (int i = 0; i < lines.series().size(); i++) {
      paintSeries(g, area, lines.series().get(i), SeriesLook.of(lines.series().get(i), i));
      occupy(occupancy, area, lines.series().get(i));
    }
    LegendBox legend = LegendBox.of(lines);
    if (legendInside && !legend.isEmpty()) {
      Rectangle2D place = occupancy.freest(legend.places(area.bounds()));
      legendFits = area.bounds().contains(place) && occupancy.covered(place) == 0;
      occupancy.addBox(place);
      legend.paintFramed(g, new Point2D.Double(place.getX(), place.getY()));
    }
    references.paintLabels(g, occupancy);
    g.setColor(FRAME);
    g.setStroke(new BasicStroke(1));
    g.draw(area.bounds());
  }

  private Rectangle2D axesBounds() {
    double left = chart.getScreenXFromChart(xRange.min());
    double right = chart.getScreenXFromChart(xRange.max());
    double top = chart.getScreenYFromChart(yRange.max());
    double bottom = chart.getScreenYFromChart(yRange.min());
    return new Rectangle2D.Double(left, top, right - left, bottom - top);
  }

  /** Grid lines, tick marks and labels in the manner of XChart's own. */
  private void paintExtraTicks(Graphics2D g, PlotArea area) {
    Rectangle2D bounds = area.bounds();
    double left = bounds.getMinX();
    DoubleFunction<String> labels = yRange.tickLabels(1);
    for (double tick : yRange.extraTicks()) {
      double y = area.py(tick);
      paintTick(
          g,
          new Line2D.Double(left, y, bounds.getMaxX(), y),
          new Line2D.Double(left - ChartPainter.TICK_LENGTH, y, left, y));
      String label = labels.apply(tick);
      double right = left - ChartPainter.TICK_LENGTH - ChartPainter.TICK_PADDING;
      ChartText.draw(g, label, right - ChartText.width(label), y + ChartText.capHeight() / 2);
    }
    double bottom = bounds.getMaxY();
    labels = xRange.tickLabels(1);
    for (double tick : xRange.extraTicks()) {
      double x = area.px(tick);
      paintTick(
          g,
          new Line2D.Double(x, bounds.getMinY(), x, bottom),
          new Line2D.Double(x, bottom, x, bottom + ChartPainter.TICK_LENGTH));
      String label = labels.apply(tick);
      double below = bottom + ChartPainter.TICK_LENGTH + ChartPainter.TICK_PADDING;
      ChartText.draw(g, label, x - ChartText.width(label) / 2, below + ChartText.capHeight());
    }
  }

  private static void paintTick(Graphics2D g, Line2D grid, Line2D mark) {
    g.setColor(ChartPainter.GRID);
    g.setStroke(ChartPainter.GRID_STROKE);
    g.draw(grid);
    g.setColor(ChartPainter.TICKS);
    g.setStroke(new BasicStroke(1));
    g.draw(mark);
    g.setColor(ChartText.INK);
  }

  private static void occupy(Occupancy occupancy, PlotArea area, ChartSeries series) {
    for (int i = 0; i < series.size(); i++) {
      Point2D point = area.point(series, i);
      occupancy.addSegment(i > 0 && series.isJoined() ? area.point(series, i - 1) : point, point);
      if (series.error(i) > 0) {
        occupancy.addSegment(end(area, series, i, -1), end(area, series, i, 1));
      }
    }
  }

  private static void paintSeries(
      Graphics2D g, PlotArea area, ChartSeries series, SeriesLook look) {
    g.setColor(look.colour());
    if (series.isJoined() && series.size() > 1) {
      Path2D path = new Path2D.Double();
      for (int i = 0; i < series.size(); i++) {
        Point2D point = area.point(series, i);
        if (i == 0) {
          path.moveTo(point.getX(), point.getY());
        } else {
          path.lineTo(point.getX(), point.getY());
        }
      }
      g.setStroke(look.stroke());
      g.draw(path);
    }
    for (int i = 0; i < series.size(); i++) {
      if (!series.isJoined()) {
        look.paintRim(g, area.point(series, i));
      }
      g.setColor(look.colour());
      g.setStroke(BAR_STROKE);
      if (series.error(i) > 0) {
        paintErrorBar(g, end(area, series, i, -1), end(area, series, i, 1));
      }
      if (series.isMarked()) {
        look.paintMarker(g, area.point(series, i));
      }
    }
  }

  private static Point2D end(PlotArea area, ChartSeries series, int i, int sign) {
    return new Point2D.Double(area.px(series.x(i)), area.py(series.y(i) + sign * series.error(i)));
  }

  private static void paintErrorBar(Graphics2D g, Point2D low, Point2D high) {
    g.draw(new Line2D.Double(low, high));
    for (Point2D end : List.of(low, high)) {
      g.draw(new Line2D.Double(end.getX() - BAR_CAP, end.getY(), end.getX() + BAR_CAP, end.getY()));
    }
  }
}
