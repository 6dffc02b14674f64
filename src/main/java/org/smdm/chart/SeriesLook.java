package org.smdm.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Point2D;

/**
 * How one series is drawn.
 *
 * @param colour of line, markers and error bars
 * @param stroke of its line
 * @param paletteIndex which colour and marker
 */
record SeriesLook(Color colour, BasicStroke stroke, int paletteIndex) {
  private static final int MARKER_SIZE = 9;
  private static final int RIMMED_SIZE = 12;
  private static final float WIDTH = 2f;
  private static final float FAINT_WIDTH = 1f;
  private static final int FAINT_ALPHA = 115;
  private static final float[] DASHES = {7, 5};

  static SeriesLook of(ChartSeries series, int index) {
    int palette = series.colour().orElse(index);
    Color full = Palette.colour(palette);
    Color colour =
        series.isFaint()
            ? new Color(full.getRed(), full.getGreen(), full.getBlue(), FAINT_ALPHA)
            : full;
    // Once the colours begin again, dashes tell the second round from the first.
    boolean dashed = series.isDashed() || palette >= Palette.size();
    return new SeriesLook(colour, stroke(series.isFaint() ? FAINT_WIDTH : WIDTH, dashed), palette);
  }

  private static BasicStroke stroke(float width, boolean dashed) {
    return dashed
        ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, DASHES, 0)
        : new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }

  /** As the line, but never so thin that its colour cannot be told. */
  BasicStroke legendStroke() {
    return stroke(Math.max(WIDTH, stroke.getLineWidth()), stroke.getDashArray() != null);
  }

  /** Paints what sets a marker off from lines of its own colour below it. */
  void paintRim(Graphics2D g, Point2D centre) {
    g.setColor(Color.WHITE);
    Palette.marker(paletteIndex).paint(g, centre.getX(), centre.getY(), RIMMED_SIZE);
  }

  void paintMarker(Graphics2D g, Point2D centre) {
    g.setColor(colour);
    Palette.marker(paletteIndex).paint(g, centre.getX(), centre.getY(), MARKER_SIZE);
  }
}
