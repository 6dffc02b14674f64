package org.smdm.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Draws a {@link RowChart}: rows as groups, the values of a row one below the other. */
final class RowPainter {

  private static final int PLOT = 440;
  private static final int MARGIN = 16;
  private static final int TITLE = 34;
  private static final int BAR_LANE = 20;
  private static final int BAR_GAP = 3;
  private static final int DOT_LANE = 14;
  private static final int AXIS = 58;
  private static final int NUMBER_ROOM = 56;
  private static final int MARKER = 9;
  private static final int HOLLOW = 5;
  private static final int MOST_TICKS = 7;
  private static final double WHISKER = 4;
  private static final int LIGHT = 220;
  private static final Color BAND = new Color(0xF4, 0xF4, 0xF4);
  private static final Color GRID = new Color(0xD8, 0xD8, 0xD8);
  private static final Color REFERENCE = new Color(0x88, 0x88, 0x88);
  private static final BasicStroke THIN = new BasicStroke(1);
  private static final BasicStroke RIM = new BasicStroke(1.6f);
  private static final BasicStroke DASHES =
      new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {4, 3}, 0);

  private final RowChart chart;
  private final boolean hasBars;
  private final double lane;
  private final double rowGap;
  private final double left;
  private final Legend legend;
  private final double low;
  private final double high;
  private final double step;

  RowPainter(RowChart chart) {
    ChartText.requireFonts();
    this.chart = chart;
    hasBars = chart.form() == RowChart.Form.BARS;
    lane = hasBars ? BAR_LANE : DOT_LANE;
    rowGap = hasBars ? 18 : 10;
    left = MARGIN + 10 + ChartText.widest(chart.rows());
    legend = Legend.of(legendEntries(), Double.MAX_VALUE);
    if (hasBars) {
      low = 0;
      high = 1;
      step = 0.2;
    } else {
      var all = everything().summaryStatistics();
      double least = 0.02 * Math.abs(all.getMax());
      double span = Math.max(all.getMax() - all.getMin(), Math.max(1e-9, least));
      step = LinearTicks.step(span * 1.1, MOST_TICKS);
      low = Math.floor((all.getMin() - 0.03 * span) / step) * step;
      high = Math.ceil((all.getMax() + 0.03 * span) / step) * step;
    }
  }

  private List<Legend.Entry> legendEntries() {
    List<Legend.Entry> entries = new ArrayList<>();
    for (int i = 0; i < chart.series().size(); i++) {
      int index = i;
      entries.add(
          new Legend.Entry(
              chart.series().get(i).name(),
              (g, x, y) -> {
                if (hasBars) {
                  bar(g, index, new Rectangle2D.Double(x + 6, y - 7, 18, 13));
                } else {
                  marker(g, index, x + Legend.SWATCH / 2, y);
                }
              }));
    }
    if (chart.references().stream().anyMatch(Double::isFinite)) {
      entries.add(
          new Legend.Entry(
              chart.referenceLabel(),
              (g, x, y) -> reference(g, x + Legend.SWATCH / 2, y - 8, y + 8)));
    }
    return entries;
  }

  private DoubleStream everything() {
    DoubleStream values =
        chart.series().stream()
            .flatMapToDouble(
                s ->
                    IntStream.range(0, chart.rows().size())
                        .filter(s::has)
                        .mapToObj(
                            row ->
                                DoubleStream.of(
                                    s.values().get(row) - s.error(row),
                                    s.values().get(row) + s.error(row)))
                        .flatMapToDouble(ends -> ends));
    return DoubleStream.concat(
        values,
        chart.references().stream().filter(Double::isFinite).mapToDouble(Double::doubleValue));
  }

  /** Rows are as high as they have values, so that none is mostly empty. */
  private double rowHeight(int row) {
    long lanes = chart.series().stream().filter(s -> s.has(row)).count();
    return lane * Math.max(1, lanes) + rowGap;
  }

  private double rowTop(int row) {
    double above = chart.title().isBlank() ? MARGIN : MARGIN + TITLE;
    return above + IntStream.range(0, row).mapToDouble(this::rowHeight).sum();
  }

  private double bottom() {
    return rowTop(chart.rows().size());
  }

  int width() {
    double plot = left + PLOT + (hasBars ? NUMBER_ROOM : MARGIN) + MARGIN;
    double title = ChartText.width(chart.title()) * 1.25 + 2 * MARGIN;
    return (int) Math.ceil(Math.max(plot, Math.max(title, legend.width() + MARGIN)));
  }

  int height() {
    return (int) Math.ceil(bottom() + AXIS + legend.height() + MARGIN / 2.0);
  }

  private double x(double value) {
    return left + PLOT * (value - low) / (high - low);
  }

  void paint(Graphics2D g) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, width(), height());
    ChartText.drawTitle(g, chart.title(), width() / 2.0, MARGIN + 14.0, width());
    for (int row = 0; row < chart.rows().size(); row++) {
      if (!hasBars && row % 2 == 0) {
        g.setColor(BAND);
        g.fill(new Rectangle2D.Double(left, rowTop(row), PLOT, rowHeight(row)));
      }
      double middle = rowTop(row) + rowHeight(row) / 2;
      ChartText.drawBeside(g, chart.rows().get(row), left - 10, middle, ChartText.RIGHT);
    }
    axis(g);
    for (int row = 0; row < chart.rows().size(); row++) {
      row(g, row);
    }
    g.setColor(ChartText.INK);
    g.setStroke(THIN);
    g.draw(
        hasBars
            ? new Line2D.Double(left, rowTop(0), left, bottom())
            : new Line2D.Double(left, bottom(), left + PLOT, bottom()));
    legend.paint(g, new Point2D.Double(MARGIN / 2.0, bottom() + AXIS));
  }

  private void axis(Graphics2D g) {
    g.setStroke(THIN);
    for (double value : LinearTicks.values(low, high, step)) {
      g.setColor(GRID);
      g.draw(new Line2D.Double(x(value), rowTop(0), x(value), bottom()));
      String label = hasBars ? Math.round(100 * value) + "%" : LinearTicks.label(value, step);
      ChartText.draw(g, label, x(value), bottom() + 20, ChartText.CENTRE);
    }
    ChartText.draw(g, chart.valueLabel(), left + PLOT / 2.0, bottom() + 44, ChartText.CENTRE);
  }

  private void row(Graphics2D g, int row) {
    double y = rowTop(row);
    if (Double.isFinite(chart.references().get(row))) {
      reference(g, x(chart.references().get(row)), y + 2, y + rowHeight(row) - 2);
    }
    double at = y + (rowGap + lane) / 2.0;
    for (int i = 0; i < chart.series().size(); i++) {
      RowChart.Series s = chart.series().get(i);
      if (!s.has(row)) {
        continue;
      }
      double value = s.values().get(row);
      if (hasBars) {
        double height = BAR_LANE - (double) BAR_GAP;
        bar(g, i, new Rectangle2D.Double(left, at - lane / 2, x(value) - left, height));
        double middle = at - BAR_GAP / 2.0;
        double end = whisker(g, value, s.error(row), middle);
        String number = String.format(Locale.ROOT, "%.0f%%", 100 * value);
        ChartText.drawBeside(g, number, end + 6, middle, ChartText.LEFT);
      } else {
        g.setColor(colour(i));
        g.setStroke(RIM);
        if (s.error(row) > 0) {
          g.draw(new Line2D.Double(x(value - s.error(row)), at, x(value + s.error(row)), at));
        }
        marker(g, i, x(value), at);
      }
      at += lane;
    }
  }

  private static void reference(Graphics2D g, double x, double top, double bottom) {
    g.setColor(REFERENCE);
    g.setStroke(DASHES);
    g.draw(new Line2D.Double(x, top, x, bottom));
  }

  private void bar(Graphics2D g, int index, Rectangle2D bar) {
    g.setColor(colour(index));
    if (chart.series().get(index).isHollow()) {
      g.setStroke(RIM);
      g.draw(bar);
    } else {
      g.fill(bar);
    }
  }

  /** Draws the error of a bar; gives the place behind it. */
  private double whisker(Graphics2D g, double value, double error, double y) {
    if (!(error > 0)) {
      return x(value);
    }
    g.setColor(ChartText.INK);
    g.setStroke(RIM);
    double from = x(Math.max(0, value - error));
    double to = x(Math.min(1, value + error));
    g.draw(new Line2D.Double(from, y, to, y));
    g.draw(new Line2D.Double(from, y - WHISKER, from, y + WHISKER));
    g.draw(new Line2D.Double(to, y - WHISKER, to, y + WHISKER));
    return to;
  }

  /** The palette's yellow is too light for the rim of what is hollow. */
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
}
