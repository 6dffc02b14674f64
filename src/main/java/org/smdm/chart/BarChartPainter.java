package org.smdm.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.Locale;

/** Draws a {@link BarChart}: rows as groups, the bars of a group one below the other. */
final class BarChartPainter {

  private static final int PLOT = 440;
  private static final int MARGIN = 16;
  private static final int TITLE = 34;
  private static final int BAR = 17;
  private static final int BAR_GAP = 3;
  private static final int ROW_GAP = 18;
  private static final int AXIS = 58;
  private static final int LEGEND_LINE = 22;
  private static final int NUMBER_ROOM = 56;
  private static final int TICKS = 5;
  private static final double WHISKER = 4;
  private static final Color GRID = new Color(0xD8, 0xD8, 0xD8);
  private static final BasicStroke THIN = new BasicStroke(1);
  private static final BasicStroke RIM = new BasicStroke(1.6f);

  private final BarChart chart;
  private final double left;

  BarChartPainter(BarChart chart) {
    ChartText.requireFonts();
    this.chart = chart;
    left = MARGIN + 10 + chart.rows().stream().mapToDouble(ChartText::width).max().orElse(0);
  }

  private int bars(int row) {
    return (int) chart.series().stream().filter(s -> Double.isFinite(s.values().get(row))).count();
  }

  private double rowHeight(int row) {
    return Math.max(1, bars(row)) * (double) (BAR + BAR_GAP) + ROW_GAP;
  }

  private double rowTop(int row) {
    double y = chart.title().isBlank() ? MARGIN : MARGIN + TITLE;
    for (int i = 0; i < row; i++) {
      y += rowHeight(i);
    }
    return y;
  }

  private double bottom() {
    return rowTop(chart.rows().size());
  }

  int width() {
    double title = ChartText.width(chart.title()) * 1.12 + 2 * MARGIN;
    return (int) Math.ceil(Math.max(left + PLOT + NUMBER_ROOM + MARGIN, title));
  }

  int height() {
    return bottomOfLegend() + MARGIN;
  }

  private int bottomOfLegend() {
    return (int) Math.ceil(bottom() + AXIS + (double) LEGEND_LINE * chart.series().size());
  }

  private double x(double share) {
    return left + PLOT * share;
  }

  void paint(Graphics2D g) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, width(), height());
    if (!chart.title().isBlank()) {
      g.setColor(ChartText.INK);
      ChartText.draw(g, chart.title(), MARGIN, MARGIN + 14.0);
    }
    axis(g);
    for (int row = 0; row < chart.rows().size(); row++) {
      row(g, row);
    }
    g.setColor(ChartText.INK);
    g.setStroke(THIN);
    g.draw(new Line2D.Double(left, rowTop(0), left, bottom()));
    legend(g);
  }

  private void axis(Graphics2D g) {
    g.setStroke(THIN);
    for (int i = 0; i <= TICKS; i++) {
      double share = (double) i / TICKS;
      g.setColor(GRID);
      g.draw(new Line2D.Double(x(share), rowTop(0), x(share), bottom()));
      g.setColor(ChartText.INK);
      String label = Math.round(100 * share) + "%";
      ChartText.draw(g, label, x(share) - ChartText.width(label) / 2, bottom() + 20);
    }
    String label = chart.valueLabel();
    ChartText.draw(g, label, left + (PLOT - ChartText.width(label)) / 2, bottom() + 44);
  }

  private void row(Graphics2D g, int row) {
    String name = chart.rows().get(row);
    double middle = rowTop(row) + rowHeight(row) / 2;
    g.setColor(ChartText.INK);
    ChartText.draw(g, name, left - 10 - ChartText.width(name), middle + ChartText.capHeight() / 2);
    double y = rowTop(row) + ROW_GAP / 2.0;
    for (int i = 0; i < chart.series().size(); i++) {
      BarChart.Series s = chart.series().get(i);
      double value = s.values().get(row);
      if (Double.isFinite(value)) {
        bar(g, i, new Rectangle2D.Double(left, y, x(value) - left, BAR), s.isHollow());
        double end = whisker(g, value, s.errors().get(row), y + BAR / 2.0);
        String number = String.format(Locale.ROOT, "%.0f%%", 100 * value);
        ChartText.draw(g, number, end + 6, y + BAR / 2.0 + ChartText.capHeight() / 2);
        y += BAR + BAR_GAP;
      }
    }
  }

  private static void bar(Graphics2D g, int index, Rectangle2D bar, boolean isHollow) {
    g.setColor(Palette.colour(index));
    if (isHollow) {
      g.setStroke(RIM);
      g.draw(bar);
    } else {
      g.fill(bar);
    }
  }

  /** Draws the error of a bar; gives the place behind it. */
  private double whisker(Graphics2D g, double value, double error, double y) {
    g.setColor(ChartText.INK);
    if (!(error > 0)) {
      return x(value);
    }
    g.setStroke(RIM);
    double from = x(Math.max(0, value - error));
    double to = x(Math.min(1, value + error));
    g.draw(new Line2D.Double(from, y, to, y));
    g.draw(new Line2D.Double(from, y - WHISKER, from, y + WHISKER));
    g.draw(new Line2D.Double(to, y - WHISKER, to, y + WHISKER));
    return to;
  }

  private void legend(Graphics2D g) {
    double y = bottom() + AXIS + 8;
    for (int i = 0; i < chart.series().size(); i++) {
      BarChart.Series s = chart.series().get(i);
      bar(g, i, new Rectangle2D.Double(MARGIN, y - 7, 18, 13), s.isHollow());
      g.setColor(ChartText.INK);
      ChartText.draw(g, s.name(), MARGIN + 28, y + ChartText.capHeight() / 2);
      y += LEGEND_LINE;
    }
  }
}
