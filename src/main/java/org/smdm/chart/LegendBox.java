package org.smdm.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The list of what the lines mean.
 *
 * @param chart whose series are listed
 * @param entries indices of the series with a name and points
 * @param textWidth widest name after shortening
 */
record LegendBox(LineChart chart, List<Integer> entries, double textWidth) {
  private static final double SWATCH = 30;
  private static final double GAP = 8;
  private static final double PADDING = 7;
  private static final double LINE_HEIGHT = 22;
  private static final double MARGIN = 8;
  private static final double WIDEST_TEXT_SHARE = 0.4;
  private static final Color GROUND = new Color(255, 255, 255, 235);
  private static final Color BORDER = new Color(0xCC, 0xCC, 0xCC);

  static LegendBox of(LineChart chart) {
    List<Integer> entries =
        IntStream.range(0, chart.series().size())
            .filter(i -> chart.series().get(i).size() > 0)
            .filter(i -> !chart.series().get(i).name().isBlank())
            .boxed()
            .toList();
    double widest = chart.width() * WIDEST_TEXT_SHARE;
    double textWidth =
        entries.stream()
            .mapToDouble(i -> ChartText.width(chart.series().get(i).name()))
            .map(width -> Math.min(width, widest))
            .max()
            .orElse(0);
    return new LegendBox(chart, entries, textWidth);
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  double width() {
    return PADDING + SWATCH + GAP + textWidth + PADDING;
  }

  double height() {
    return PADDING + LINE_HEIGHT * entries.size() + PADDING;
  }

  /** The places inside the axes where the legend may stand, the best-loved first. */
  List<Rectangle2D> places(Rectangle2D plot) {
    double left = plot.getMinX() + MARGIN;
    double right = plot.getMaxX() - MARGIN - width();
    double top = plot.getMinY() + MARGIN;
    double bottom = plot.getMaxY() - MARGIN - height();
    double centre = (left + right) / 2;
    double middle = (top + bottom) / 2;
    double[][] corners = {
      {right, top}, {right, bottom}, {left, bottom}, {left, top},
      {centre, top}, {centre, bottom}, {right, middle}, {left, middle}
    };
    List<Rectangle2D> places = new ArrayList<>();
    for (double[] corner : corners) {
      places.add(new Rectangle2D.Double(corner[0], corner[1], width(), height()));
    }
    return places;
  }

  /** Paints the legend in a frame that sets it off from what is around it. */
  void paintFramed(Graphics2D g, Point2D corner) {
    paint(g, corner);
    g.setColor(BORDER);
    g.setStroke(new BasicStroke(0.8f));
    g.draw(new Rectangle2D.Double(corner.getX(), corner.getY(), width(), height()));
  }

  void paint(Graphics2D g, Point2D corner) {
    Rectangle2D box = new Rectangle2D.Double(corner.getX(), corner.getY(), width(), height());
    g.setColor(GROUND);
    g.fill(box);
    double y = box.getY() + PADDING + LINE_HEIGHT / 2;
    for (int index : entries) {
      ChartSeries series = chart.series().get(index);
      SeriesLook look = SeriesLook.of(series, index);
      double x = box.getX() + PADDING;
      g.setColor(look.colour());
      if (series.isJoined()) {
        g.setStroke(look.legendStroke());
        g.draw(new Line2D.Double(x, y, x + SWATCH, y));
      }
      if (series.isMarked()) {
        look.paintMarker(g, new Point2D.Double(x + SWATCH / 2, y));
      }
      g.setColor(ChartText.INK);
      String name = ChartText.fitted(series.name(), textWidth + 0.5);
      ChartText.draw(g, name, x + SWATCH + GAP, y + ChartText.capHeight() / 2);
      y += LINE_HEIGHT;
    }
  }
}
