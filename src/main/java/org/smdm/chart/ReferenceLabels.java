package org.smdm.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/** Draws horizontal reference lines, and their labels where they hide least. */
final class ReferenceLabels {
  private static final Color LINE_INK = new Color(0x66, 0x66, 0x66);
  private static final BasicStroke STROKE =
      new BasicStroke(1.3f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {2, 3}, 0);
  private static final double LIFT = 5;
  private static final double INSET = 8;

  private final Axes axes;
  private final List<ReferenceLine> lines;

  ReferenceLabels(Axes axes, List<ReferenceLine> lines) {
    this.axes = axes;
    this.lines = lines;
  }

  void occupy(Occupancy occupancy) {
    for (ReferenceLine line : lines) {
      double y = axes.py(line.value());
      occupancy.addSegment(
          new Point2D.Double(axes.bounds().getMinX(), y),
          new Point2D.Double(axes.bounds().getMaxX(), y));
    }
  }

  void paintLines(Graphics2D g) {
    g.setColor(LINE_INK);
    g.setStroke(STROKE);
    for (ReferenceLine line : lines) {
      double y = axes.py(line.value());
      g.draw(new Line2D.Double(axes.bounds().getMinX(), y, axes.bounds().getMaxX(), y));
    }
  }

  void paintLabels(Graphics2D g, Occupancy occupancy) {
    for (ReferenceLine line : lines) {
      if (line.label().isBlank()) {
        continue;
      }
      String label = ChartText.fitted(line.label(), axes.bounds().getWidth() - 2 * INSET);
      Rectangle2D box = occupancy.freest(places(label, axes.py(line.value())));
      occupancy.addBox(box);
      ChartText.drawWithHalo(g, label, box.getMinX(), box.getMaxY());
    }
  }

  /** Above the line before below it, at the right end before the left end before between. */
  private List<Rectangle2D> places(String label, double lineY) {
    double width = ChartText.width(label);
    double height = ChartText.capHeight();
    double left = axes.bounds().getMinX() + INSET;
    double right = axes.bounds().getMaxX() - INSET - width;
    List<Rectangle2D> places = new ArrayList<>();
    for (double top : new double[] {lineY - LIFT - height, lineY + LIFT}) {
      boolean inside = top > axes.bounds().getMinY() && top + height < axes.bounds().getMaxY();
      for (double share : new double[] {1, 0, 0.75, 0.25, 0.5}) {
        if (inside) {
          places.add(new Rectangle2D.Double(left + share * (right - left), top, width, height));
        }
      }
    }
    if (places.isEmpty()) {
      places.add(new Rectangle2D.Double(right, lineY - LIFT - height, width, height));
    }
    return places;
  }
}
