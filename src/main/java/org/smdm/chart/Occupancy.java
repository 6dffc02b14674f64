package org.smdm.chart;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Remembers what is drawn where, to put legends and labels into free places. */
final class Occupancy {
  private static final double SAMPLE_DISTANCE = 3;
  private static final int WHOLE_BOX = 1000;

  private final double radius;
  private final List<Point2D> points = new ArrayList<>();
  private final List<Rectangle2D> boxes = new ArrayList<>();

  /**
   * Remembers nothing yet.
   *
   * @param radius around points that is drawn on too
   */
  Occupancy(double radius) {
    this.radius = radius;
  }

  /** A straight stroke, remembered as points close together. */
  void addSegment(Point2D from, Point2D to) {
    int steps = (int) Math.ceil(from.distance(to) / SAMPLE_DISTANCE);
    for (int i = 0; i <= steps; i++) {
      double t = steps == 0 ? 0 : (double) i / steps;
      points.add(
          new Point2D.Double(
              from.getX() + t * (to.getX() - from.getX()),
              from.getY() + t * (to.getY() - from.getY())));
    }
  }

  void addBox(Rectangle2D box) {
    boxes.add(box);
  }

  /** How much of what is drawn a box would cover: 0 for a free place. */
  long covered(Rectangle2D box) {
    Rectangle2D around = (Rectangle2D) box.clone();
    around.add(box.getMinX() - radius, box.getMinY() - radius);
    around.add(box.getMaxX() + radius, box.getMaxY() + radius);
    return points.stream().filter(around::contains).count()
        + WHOLE_BOX * boxes.stream().filter(box::intersects).count();
  }

  /** The candidate that covers least, the earliest of equals. */
  Rectangle2D freest(List<Rectangle2D> candidates) {
    return candidates.stream().min(Comparator.comparingLong(this::covered)).orElseThrow();
  }
}
