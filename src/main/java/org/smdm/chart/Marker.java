package org.smdm.chart;

import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** The shape of a point. */
enum Marker {
  CIRCLE,
  SQUARE,
  TRIANGLE_UP,
  DIAMOND,
  TRIANGLE_DOWN;

  /**
   * Fills the shape in the canvas' colour.
   *
   * @param x its middle
   * @param y its middle
   * @param size width and height
   */
  void paint(Graphics2D g, double x, double y, double size) {
    g.fill(shape(x, y, size / 2));
  }

  private Shape shape(double x, double y, double half) {
    return switch (this) {
      case CIRCLE -> new Ellipse2D.Double(x - half, y - half, 2 * half, 2 * half);
      case SQUARE -> new Rectangle2D.Double(x - half, y - half, 2 * half, 2 * half);
      case TRIANGLE_UP -> polygon(x - half, y + half, x + half, y + half, x, y - half);
      case DIAMOND -> {
        // Of about the area of the others.
        double far = 1.3 * half;
        yield polygon(x - far, y, x, y + far, x + far, y, x, y - far);
      }
      case TRIANGLE_DOWN -> polygon(x - half, y - half, x + half, y - half, x, y + half);
    };
  }

  private static Shape polygon(double... corners) {
    Path2D path = new Path2D.Double();
    path.moveTo(corners[0], corners[1]);
    for (int i = 2; i < corners.length; i += 2) {
      path.lineTo(corners[i], corners[i + 1]);
    }
    path.closePath();
    return path;
  }
}
