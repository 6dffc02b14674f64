package org.smdm.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * The list of what colours and markers mean.
 *
 * @param entries from top to bottom, then from left to right
 * @param textWidth room for each name, to which longer ones are cut
 * @param columns side by side
 */
record Legend(List<Entry> entries, double textWidth, int columns) {

  /** Width of the sample that stands before a name. */
  static final double SWATCH = 30;

  private static final double GAP = 8;
  private static final double COLUMN_GAP = 20;
  private static final double PADDING = 7;
  private static final double LINE_HEIGHT = 22;
  private static final double MARGIN = 8;
  private static final Color GROUND = new Color(255, 255, 255, 235);
  private static final Color BORDER = new Color(0xCC, 0xCC, 0xCC);

  /**
   * A line of the legend.
   *
   * @param name what it means
   * @param swatch the sample before it
   */
  record Entry(String name, Swatch swatch) {}

  /** Draws a sample of a series. */
  interface Swatch {

    /**
     * Draws it.
     *
     * @param left where it begins; it is {@link #SWATCH} wide
     * @param middle its height
     */
    void paint(Graphics2D g, double left, double middle);
  }

  /** A single column as wide as the longest name, but no wider than that. */
  static Legend of(List<Entry> entries, double widestText) {
    double text = ChartText.widest(entries.stream().map(Entry::name).toList());
    return new Legend(entries, Math.min(text, widestText), 1);
  }

  /** The same in as many columns as have room. */
  Legend within(double width) {
    double column = SWATCH + GAP + textWidth + COLUMN_GAP;
    int most = (int) ((width - 2 * PADDING + COLUMN_GAP) / column);
    return new Legend(entries, textWidth, Math.max(1, Math.min(entries.size(), most)));
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  double width() {
    return 2 * PADDING + columns * (SWATCH + GAP + textWidth + COLUMN_GAP) - COLUMN_GAP;
  }

  double height() {
    return isEmpty() ? 0 : 2 * PADDING + LINE_HEIGHT * lines();
  }

  private int lines() {
    return (entries.size() + columns - 1) / columns;
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
    Rectangle2D box = new Rectangle2D.Double(corner.getX(), corner.getY(), width(), height());
    g.setColor(GROUND);
    g.fill(box);
    paint(g, corner);
    g.setColor(BORDER);
    g.setStroke(new BasicStroke(0.8f));
    g.draw(box);
  }

  void paint(Graphics2D g, Point2D corner) {
    for (int i = 0; i < entries.size(); i++) {
      int column = i / lines();
      double x = corner.getX() + PADDING + column * (SWATCH + GAP + textWidth + COLUMN_GAP);
      double y = corner.getY() + PADDING + LINE_HEIGHT * (i % lines() + 0.5);
      entries.get(i).swatch().paint(g, x, y);
      String name = ChartText.fitted(entries.get(i).name(), textWidth + 0.5);
      ChartText.drawBeside(g, name, x + SWATCH + GAP, y, ChartText.LEFT);
    }
  }
}
