package org.smdm.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.knowm.xchart.RadarChart;
import org.knowm.xchart.RadarSeries;
import org.knowm.xchart.style.Styler;
import org.smdm.io.AtomicFile;
import org.smdm.io.UserException;

/**
 * Several series over the same axes, from a common centre. As SVG or PNG.
 *
 * @param title above, saying what centre and rim are
 * @param axes names, clockwise from the top; at least three
 * @param most value at the rim; the centre is 0
 * @param series what is compared, at most eight
 */
public record RadarFigure(String title, List<String> axes, double most, List<Series> series) {

  private static final int WIDTH = 760;
  private static final int HEIGHT = 600;
  private static final int HEIGHT_PER_SERIES = 28;
  private static final int RINGS = 5;
  private static final BasicStroke LINE = new BasicStroke(2.5f);
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

  private void paint(Graphics2D g) {
    RadarChart chart = new RadarChart(WIDTH, height());
    chart.setTitle(title);
    chart.setRadiiLabels(clockwise(axes).toArray(String[]::new));
    chart
        .getStyler()
        .setRadiiTickMarksCount(RINGS)
        .setRadiiTickMarksColor(GRID)
        .setRadiiTitleFont(ChartText.FONT)
        .setSeriesFilled(false)
        .setMarkerSize(8)
        .setLegendPosition(Styler.LegendPosition.OutsideS)
        .setLegendLayout(Styler.LegendLayout.Vertical)
        .setLegendFont(ChartText.FONT)
        .setLegendBorderColor(Color.WHITE)
        .setChartBackgroundColor(Color.WHITE)
        .setPlotBorderVisible(false)
        .setPlotBackgroundColor(Color.WHITE)
        .setPlotContentSize(0.86)
        .setChartTitleFont(ChartText.FONT)
        .setChartTitleBoxVisible(false);
    for (int i = 0; i < series.size(); i++) {
      Series s = series.get(i);
      RadarSeries drawn =
          chart.addSeries(
              s.name, clockwise(s.values).stream().mapToDouble(v -> v / most).toArray());
      drawn.setLineColor(Palette.colour(i));
      drawn.setLineStyle(LINE);
      drawn.setMarker(Palette.marker(i));
      drawn.setMarkerColor(Palette.colour(i));
    }
    chart.paint(g, WIDTH, height());
  }

  /** XChart goes the other way round from the first, which is at the top. */
  private static <T> List<T> clockwise(List<T> values) {
    List<T> others = new ArrayList<>(values.subList(1, values.size()));
    Collections.reverse(others);
    others.add(0, values.get(0));
    return others;
  }

  private int height() {
    return HEIGHT + HEIGHT_PER_SERIES * series.size();
  }

  /** The figure as an SVG document. */
  public String svg() {
    return ChartImage.svg(title, WIDTH, height(), this::paint);
  }

  /** The figure as a PNG image of twice the size in pixels. */
  public byte[] png() {
    return ChartImage.png(WIDTH, height(), this::paint);
  }

  /** Writes {@code base.svg} and {@code base.png}, each whole or not at all. */
  public List<Path> write(Path base) {
    Path svg = base.resolveSibling(base.getFileName() + ".svg");
    Path png = base.resolveSibling(base.getFileName() + ".png");
    AtomicFile.writeString(svg, svg());
    byte[] image = png();
    AtomicFile.write(png, out -> out.write(image));
    return List.of(svg, png);
  }
}
