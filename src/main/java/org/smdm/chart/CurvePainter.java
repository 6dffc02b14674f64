package org.smdm.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.stream.IntStream;

/** Draws a {@link LineChart}: axes, reference lines, curves, error bars, markers and the legend. */
final class CurvePainter {
  private static final BasicStroke BAR_STROKE =
      new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
  private static final double BAR_CAP = 4;
  private static final int MARKER_SIZE = 9;
  private static final int RIMMED_SIZE = 12;
  private static final float WIDTH = 2f;
  private static final float FAINT_WIDTH = 1f;
  private static final int FAINT_ALPHA = 115;
  private static final float[] DASHES = {7, 5};
  private static final double WIDEST_LEGEND_TEXT = 0.4;

  /** Smaller axes than this share of a chart tell less than some hidden points. */
  private static final double SMALLEST_AXES = 0.55;

  private final LineChart chart;

  CurvePainter(LineChart chart) {
    this.chart = chart;
  }

  /** Paints the chart, its legend where it hides nothing: inside, or else beside or below. */
  void paint(Graphics2D g) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, chart.width(), chart.height());
    Legend legend = legend();
    Axes whole = Axes.of(chart, chart.width(), chart.height());
    Rectangle2D place = occupied(whole).freest(legend.places(whole.bounds()));
    boolean isFree =
        legend.isEmpty() || (whole.bounds().contains(place) && occupied(whole).covered(place) == 0);
    if (isFree) {
      paint(g, whole, legend, place);
      return;
    }
    Legend below = legend.within(chart.width() - 2 * Axes.PADDING);
    Axes left = Axes.of(chart, chart.width() - legend.width(), chart.height());
    Axes above = Axes.of(chart, chart.width(), chart.height() - below.height());
    double most = Math.max(area(left), area(above));
    if (most < SMALLEST_AXES * area(whole)) {
      paint(g, whole, legend, place);
    } else if (area(left) == most) {
      paint(g, left, new Legend(List.of(), 0, 1), place);
      double y = Math.max(Axes.PADDING, (chart.height() - legend.height()) / 2);
      double x = chart.width() - legend.width() - Axes.PADDING / 2;
      legend.paint(g, new Point2D.Double(x, y));
    } else {
      paint(g, above, new Legend(List.of(), 0, 1), place);
      double x = (chart.width() - below.width()) / 2;
      double y = chart.height() - below.height() - Axes.PADDING / 2;
      below.paint(g, new Point2D.Double(x, y));
    }
  }

  private static double area(Axes axes) {
    return Math.max(0, axes.bounds().getWidth()) * Math.max(0, axes.bounds().getHeight());
  }

  private void paint(Graphics2D g, Axes axes, Legend inside, Rectangle2D place) {
    axes.paintGround(g);
    ReferenceLabels references = new ReferenceLabels(axes, chart.references());
    references.paintLines(g);
    for (int i = 0; i < chart.series().size(); i++) {
      paintSeries(g, axes, i);
    }
    Occupancy occupancy = occupied(axes);
    if (!inside.isEmpty()) {
      occupancy.addBox(place);
      inside.paintFramed(g, new Point2D.Double(place.getX(), place.getY()));
    }
    references.paintLabels(g, occupancy);
    axes.paintFrame(g);
  }

  private Occupancy occupied(Axes axes) {
    Occupancy occupancy = new Occupancy(MARKER_SIZE / 2.0);
    new ReferenceLabels(axes, chart.references()).occupy(occupancy);
    for (ChartSeries series : chart.series()) {
      for (int i = 0; i < series.size(); i++) {
        Point2D point = axes.point(series, i);
        occupancy.addSegment(i > 0 && series.isJoined() ? axes.point(series, i - 1) : point, point);
        if (series.error(i) > 0) {
          occupancy.addSegment(axes.end(series, i, -1), axes.end(series, i, 1));
        }
      }
    }
    return occupancy;
  }

  private Legend legend() {
    List<Legend.Entry> entries =
        IntStream.range(0, chart.series().size())
            .filter(i -> chart.series().get(i).size() > 0)
            .filter(i -> !chart.series().get(i).name().isBlank())
            .mapToObj(
                i ->
                    new Legend.Entry(
                        chart.series().get(i).name(), (g, x, y) -> paintSwatch(g, i, x, y)))
            .toList();
    return Legend.of(entries, chart.width() * WIDEST_LEGEND_TEXT);
  }

  private int palette(int index) {
    return chart.series().get(index).colour().orElse(index);
  }

  private Color colour(int index) {
    Color full = Palette.colour(palette(index));
    return chart.series().get(index).isFaint()
        ? new Color(full.getRed(), full.getGreen(), full.getBlue(), FAINT_ALPHA)
        : full;
  }

  /** Once the colours begin again, dashes tell the second round from the first. */
  private BasicStroke stroke(int index, float width) {
    boolean isDashed = chart.series().get(index).isDashed() || palette(index) >= Palette.size();
    return isDashed
        ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, DASHES, 0)
        : new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }

  /** As the line, but never so thin that its colour cannot be told. */
  private void paintSwatch(Graphics2D g, int index, double x, double y) {
    ChartSeries series = chart.series().get(index);
    g.setColor(colour(index));
    if (series.isJoined()) {
      g.setStroke(stroke(index, WIDTH));
      g.draw(new Line2D.Double(x, y, x + Legend.SWATCH, y));
    }
    if (series.isMarked()) {
      Palette.marker(palette(index)).paint(g, x + Legend.SWATCH / 2, y, MARKER_SIZE);
    }
  }

  private void paintSeries(Graphics2D g, Axes axes, int index) {
    ChartSeries series = chart.series().get(index);
    g.setColor(colour(index));
    if (series.isJoined() && series.size() > 1) {
      Path2D path = new Path2D.Double();
      for (int i = 0; i < series.size(); i++) {
        Point2D point = axes.point(series, i);
        if (i == 0) {
          path.moveTo(point.getX(), point.getY());
        } else {
          path.lineTo(point.getX(), point.getY());
        }
      }
      g.setStroke(stroke(index, series.isFaint() ? FAINT_WIDTH : WIDTH));
      g.draw(path);
    }
    Marker marker = Palette.marker(palette(index));
    for (int i = 0; i < series.size(); i++) {
      Point2D point = axes.point(series, i);
      if (!series.isJoined()) {
        // Sets the marker off from lines of its own colour below it.
        g.setColor(Color.WHITE);
        marker.paint(g, point.getX(), point.getY(), RIMMED_SIZE);
      }
      g.setColor(colour(index));
      if (series.error(i) > 0) {
        paintErrorBar(g, axes.end(series, i, -1), axes.end(series, i, 1));
      }
      if (series.isMarked()) {
        marker.paint(g, point.getX(), point.getY(), MARKER_SIZE);
      }
    }
  }

  private static void paintErrorBar(Graphics2D g, Point2D low, Point2D high) {
    g.setStroke(BAR_STROKE);
    g.draw(new Line2D.Double(low, high));
    for (Point2D end : List.of(low, high)) {
      g.draw(new Line2D.Double(end.getX() - BAR_CAP, end.getY(), end.getX() + BAR_CAP, end.getY()));
    }
  }
}
