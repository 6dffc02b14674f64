package org.smdm.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/** Draws a {@link DotChart}: rows as bands, the series of a row one below the other. */
final class DotChartPainter {

  private static final int PLOT = 440;
  private static final int MARGIN = 16;
  private static final int TITLE = 34;
  private static final int LANE = 14;
  private static final int ROW_GAP = 10;
  private static final int AXIS = 58;
  private static final int LEGEND_LINE = 22;
  private static final int MARKER = 9;
  private static final int HOLLOW = 5;
  private static final int MOST_TICKS = 7;
  private static final int LIGHT = 220;
  private static final Color BAND = new Color(0xF4, 0xF4, 0xF4);
  private static final Color GRID = new Color(0xD8, 0xD8, 0xD8);
  private static final Color REFERENCE = new Color(0x88, 0x88, 0x88);
  private static final BasicStroke THIN = new BasicStroke(1);
  private static final BasicStroke BAR = new BasicStroke(1.6f);
  private static final BasicStroke DASHES =
      new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {4, 3}, 0);

  private final DotChart chart;
  private final double left;
  private final double low;
  private final double high;
  private final double step;
  private final boolean hasReferences;

  DotChartPainter(DotChart chart) {
    ChartText.requireFonts();
    this.chart = chart;
    left = MARGIN + 10 + chart.rows().stream().mapToDouble(ChartText::width).max().orElse(0);
    hasReferences = chart.references().stream().anyMatch(Double::isFinite);
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double value : everything()) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    double span = Math.max(most - least, Math.max(1e-9, 0.02 * Math.abs(most)));
    step = LinearTicks.step(span * 1.1, MOST_TICKS);
    low = Math.floor((least - 0.03 * span) / step) * step;
    high = Math.ceil((most + 0.03 * span) / step) * step;
  }

  private List<Double> everything() {
    List<Double> all = new ArrayList<>();
    for (DotChart.Series s : chart.series()) {
      for (int i = 0; i < s.values().size(); i++) {
        double error = Double.isFinite(s.errors().get(i)) ? s.errors().get(i) : 0;
        all.add(s.values().get(i) - error);
        all.add(s.values().get(i) + error);
      }
    }
    all.addAll(chart.references());
    all.removeIf(value -> !Double.isFinite(value));
    return all;
  }

  /** Rows are as high as they have values, so that none is mostly empty. */
  private double rowHeight(int row) {
    long lanes = chart.series().stream().filter(s -> Double.isFinite(s.values().get(row))).count();
    return (double) LANE * Math.max(1, lanes) + ROW_GAP;
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
    double legend = 0;
    for (DotChart.Series s : chart.series()) {
      legend = Math.max(legend, ChartText.width(s.name()));
    }
    double title = ChartText.width(chart.title()) * 1.12;
    double plot = left + PLOT + 2 * MARGIN;
    return (int) Math.ceil(Math.max(plot, Math.max(title, legend + 40) + 2 * MARGIN));
  }

  int height() {
    int lines = chart.series().size() + (hasReferences ? 1 : 0);
    return (int) Math.ceil(bottom() + AXIS + (double) LEGEND_LINE * lines + MARGIN);
  }

  private double x(double value) {
    return left + PLOT * (value - low) / (high - low);
  }

  void paint(Graphics2D g) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, width(), height());
    if (!chart.title().isBlank()) {
      g.setColor(ChartText.INK);
      ChartText.draw(g, chart.title(), MARGIN, MARGIN + 14.0);
    }
    bands(g);
    axis(g);
    for (int row = 0; row < chart.rows().size(); row++) {
      row(g, row);
    }
    legend(g);
  }

  private void bands(Graphics2D g) {
    double middle = ChartText.capHeight() / 2;
    for (int row = 0; row < chart.rows().size(); row++) {
      double y = rowTop(row);
      if (row % 2 == 0) {
        g.setColor(BAND);
        g.fill(new Rectangle2D.Double(left, y, PLOT, rowHeight(row)));
      }
      g.setColor(ChartText.INK);
      String name = chart.rows().get(row);
      ChartText.draw(g, name, left - 10 - ChartText.width(name), y + rowHeight(row) / 2 + middle);
    }
  }

  private void axis(Graphics2D g) {
    g.setStroke(THIN);
    long ticks = Math.round((high - low) / step);
    for (int i = 0; i <= ticks; i++) {
      double value = low + i * step;
      g.setColor(GRID);
      g.draw(new Line2D.Double(x(value), rowTop(0), x(value), bottom()));
      g.setColor(ChartText.INK);
      String label = LinearTicks.label(value, step);
      ChartText.draw(g, label, x(value) - ChartText.width(label) / 2, bottom() + 20);
    }
    g.draw(new Line2D.Double(left, bottom(), left + PLOT, bottom()));
    String label = chart.valueLabel();
    ChartText.draw(g, label, left + (PLOT - ChartText.width(label)) / 2, bottom() + 44);
  }

  private void row(Graphics2D g, int row) {
    double y = rowTop(row);
    double reference = chart.references().get(row);
    if (Double.isFinite(reference)) {
      g.setColor(REFERENCE);
      g.setStroke(DASHES);
      g.draw(new Line2D.Double(x(reference), y + 2, x(reference), y + rowHeight(row) - 2));
    }
    double at = y + (ROW_GAP + LANE) / 2.0;
    for (int i = 0; i < chart.series().size(); i++) {
      DotChart.Series s = chart.series().get(i);
      double value = s.values().get(row);
      if (!Double.isFinite(value)) {
        continue;
      }
      double error = s.errors().get(row);
      if (Double.isFinite(error) && error > 0) {
        g.setColor(colour(i));
        g.setStroke(BAR);
        g.draw(new Line2D.Double(x(value - error), at, x(value + error), at));
      }
      marker(g, i, x(value), at);
      at += LANE;
    }
  }

  /** The palette's yellow is too light for the rim of a hollow marker. */
  private static Color colour(int index) {
    Color colour = Palette.colour(index);
    return colour.getRed() + colour.getGreen() > 2 * LIGHT ? colour.darker() : colour;
  }

  private void marker(Graphics2D g, int index, double x, double y) {
    g.setColor(colour(index));
    Palette.marker(index).paint(g, x, y, MARKER);
    if (chart.series().get(index).isHollow()) {
      g.setColor(Color.WHITE);
      Palette.marker(index).paint(g, x, y, HOLLOW);
    }
  }

  private void legend(Graphics2D g) {
    double y = bottom() + AXIS + 8;
    double middle = ChartText.capHeight() / 2;
    for (int i = 0; i < chart.series().size(); i++) {
      marker(g, i, MARGIN + 8, y);
      g.setColor(ChartText.INK);
      ChartText.draw(g, chart.series().get(i).name(), MARGIN + 24, y + middle);
      y += LEGEND_LINE;
    }
    if (hasReferences) {
      g.setColor(REFERENCE);
      g.setStroke(DASHES);
      g.draw(new Line2D.Double(MARGIN + 8, y - 8, MARGIN + 8, y + 8));
      g.setColor(ChartText.INK);
      ChartText.draw(g, chart.referenceLabel(), MARGIN + 24, y + middle);
    }
  }
}
