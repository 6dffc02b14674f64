package org.smdm.chart;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;

/**
 * Where values are on the canvas.
 *
 * @param bounds the inside of the axes
 * @param x range of the horizontal axis
 * @param y range of the vertical axis
 */
record PlotArea(Rectangle2D bounds, AxisRange x, AxisRange y) {

  double px(double value) {
    return bounds.getMinX() + x.position(value) * bounds.getWidth();
  }

  double py(double value) {
    return bounds.getMaxY() - y.position(value) * bounds.getHeight();
  }

  Point2D point(ChartSeries series, int i) {
    return new Point2D.Double(px(series.x(i)), py(series.y(i)));
  }
}
