package org.smdm.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.smdm.io.UserException;

/**
 * Several series over the same axes, from a common centre. As SVG or PNG.
 *
 * @param title above, saying what centre and rim are
 * @param axes names, clockwise from the top; at least three
 * @param most value at the rim; the centre is 0
 * @param series what is compared, at most eight
 */
public record RadarFigure(String title, List<String> axes, double most, List<Series> series)
    implements Figure {

  private static final int WIDTH = 760;
  private static final int HEIGHT = 600;
  private static final double TITLE_BASELINE = 30;
  private static final double MIDDLE = 315;
  private static final double RADIUS = 225;
  private static final double LABELS = 1.08;
  private static final int MARKER = 9;
  private static final int RINGS = 5;
  private static final BasicStroke LINE = new BasicStroke(2.5f);
  private static final BasicStroke GRID_LINE = new BasicStroke(0.8f);
  private static final Color GRID = new Color(0xC8, 0xC8, 0xC8);

  /**
   * One value per axis.
   *
   * @param name for the legend
   * @param values from 0 to the rim's
   */
  public record Series(String name, List<Double> values) {
    /** Copies the list. */
    public Series {
      values = List.copyOf(values);
    }
  }

  /**
   * Checks that there is something to draw.
   *
   * @throws UserException when there are too few axes, or too many series
   */
  public RadarFigure {
    axes = List.copyOf(axes);
    series = List.copyOf(series);
    ChartText.requirePlain(title);
    axes.forEach(ChartText::requirePlain);
    if (axes.size() < 3) {
      throw new UserException(
          "a radar chart needs three categories: judge questions of more than %d"
              .formatted(axes.size()));
    }
    if (series.isEmpty() || series.size() > Palette.size()) {
      throw new UserException(
          "a radar chart of %d models cannot be read: compare 1 to %d"
              .formatted(series.size(), Palette.size()));
    }
    for (Series s : series) {
      ChartText.requirePlain(s.name);
      boolean fits = s.values.stream().allMatch(v -> v >= 0 && v <= most);
      if (s.values.size() != axes.size() || !fits) {
        throw new IllegalArgumentException(s + " on " + axes.size() + " axes up to " + most);
      }
    }
  }

  @Override
  public String name() {
    return title;
  }

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int height() {
    return (int) Math.ceil(HEIGHT + legend().height());
  }

  @Override
  public void paint(Graphics2D g) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, width(), height());
    ChartText.drawTitle(g, title, WIDTH / 2.0, TITLE_BASELINE, WIDTH);
    g.setColor(GRID);
    g.setStroke(GRID_LINE);
    for (int ring = 1; ring <= RINGS; ring++) {
      g.draw(polygon(Collections.nCopies(axes.size(), most * ring / RINGS)));
    }
    for (int i = 0; i < axes.size(); i++) {
      g.setColor(GRID);
      g.draw(new Line2D.Double(place(i, 0), place(i, 1)));
      Point2D outside = place(i, LABELS);
      // Beside the figure a label begins or ends at its axis, above and below it is centred.
      double anchor = (1 - Math.sin(angle(i))) / 2;
      ChartText.drawBeside(g, axes.get(i), outside.getX(), outside.getY(), anchor);
    }
    for (int i = 0; i < series.size(); i++) {
      List<Double> values = series.get(i).values();
      g.setColor(Palette.colour(i));
      g.setStroke(LINE);
      g.draw(polygon(values));
      for (int axis = 0; axis < axes.size(); axis++) {
        Point2D point = place(axis, values.get(axis) / most);
        Palette.marker(i).paint(g, point.getX(), point.getY(), MARKER);
      }
    }
    legend().paint(g, new Point2D.Double((WIDTH - legend().width()) / 2, HEIGHT - MARKER));
  }

  private Legend legend() {
    List<Legend.Entry> entries =
        IntStream.range(0, series.size())
            .mapToObj(i -> new Legend.Entry(series.get(i).name(), (g, x, y) -> swatch(g, i, x, y)))
            .toList();
    return Legend.of(entries, WIDTH / 2.0);
  }

  private static void swatch(Graphics2D g, int index, double x, double y) {
    g.setColor(Palette.colour(index));
    g.setStroke(LINE);
    g.draw(new Line2D.Double(x, y, x + Legend.SWATCH, y));
    Palette.marker(index).paint(g, x + Legend.SWATCH / 2, y, MARKER);
  }

  /** Clockwise from the top. */
  private double angle(int axis) {
    return 2 * Math.PI * axis / axes.size();
  }

  /** A share of the way from the centre along an axis. */
  private Point2D place(int axis, double share) {
    return new Point2D.Double(
        WIDTH / 2.0 + share * RADIUS * Math.sin(angle(axis)),
        MIDDLE - share * RADIUS * Math.cos(angle(axis)));
  }

  private Shape polygon(List<Double> values) {
    Path2D path = new Path2D.Double();
    for (int axis = 0; axis < values.size(); axis++) {
      Point2D point = place(axis, values.get(axis) / most);
      if (axis == 0) {
        path.moveTo(point.getX(), point.getY());
      } else {
        path.lineTo(point.getX(), point.getY());
      }
    }
    path.closePath();
    return path;
  }
}
