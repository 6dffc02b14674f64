package org.smdm.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.XYStyler;

/** Draws a chart on any canvas: XChart the axes, {@link CurveLayer} the data. */
final class ChartPainter {
  static final Color GRID = new Color(0xE2, 0xE2, 0xE2);
  static final BasicStroke GRID_STROKE = new BasicStroke(0.7f);
  static final Color TICKS = new Color(0x33, 0x33, 0x33);
  static final int TICK_LENGTH = 5;
  static final int TICK_PADDING = 5;
  private static final int PIXELS_PER_X_TICK = 74;
  private static final int PIXELS_PER_Y_TICK = 44;
  private static final double X_MARGIN = 0.02;
  private static final double Y_MARGIN = 0.05;
  private static final int OUTER_PADDING = 12;
  private static final int MARGINS = 60;

  /** How much wider the title's font is at most than that of all other text. */
  private static final double BOLDER = 1.25;

  private final LineChart chart;
  private final AxisRange xRange;
  private final AxisRange yRange;

  ChartPainter(LineChart chart) {
    this.chart = chart;
    xRange = range(chart.x(), X_MARGIN, points(chart, 0));
    yRange =
        range(
            chart.y(),
            Y_MARGIN,
            DoubleStream.concat(
                DoubleStream.concat(points(chart, -1), points(chart, 1)),
                chart.references().stream().mapToDouble(ReferenceLine::value)));
  }

  /** The x of every point for 0, else y minus or plus its error. */
  private static DoubleStream points(LineChart chart, int side) {
    return chart.series().stream()
        .flatMapToDouble(
            s ->
                IntStream.range(0, s.size())
                    .mapToDouble(i -> side == 0 ? s.x(i) : s.y(i) + side * s.error(i)));
  }

  private static AxisRange range(ChartAxis axis, double margin, DoubleStream values) {
    var summary = values.summaryStatistics();
    return AxisRange.holding(axis, summary.getMin(), summary.getMax(), margin);
  }

  /** Paints the whole chart, its legend inside if it hides nothing there and else at the right. */
  void paint(Graphics2D g) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, chart.width(), chart.height());
    LegendBox legend = LegendBox.of(chart);
    boolean inside = legend.isEmpty() || legendFitsInside();
    int legendWidth = inside ? 0 : (int) Math.ceil(legend.width());
    XYChart axes = axes(chart.width() - legendWidth);
    axes.addAnnotation(new CurveLayer(chart, xRange, yRange, inside));
    axes.paint(g, axes.getWidth(), axes.getHeight());
    if (!inside) {
      double y = Math.max(OUTER_PADDING, (chart.height() - legend.height()) / 2);
      legend.paint(g, new Point2D.Double(axes.getWidth() - OUTER_PADDING / 2.0, y));
    }
  }

  /** Where the axes end is known only once they are drawn, so that is tried out of sight. */
  private boolean legendFitsInside() {
    Graphics2D scratch = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      XYChart axes = axes(chart.width());
      CurveLayer layer = new CurveLayer(chart, xRange, yRange, true);
      axes.addAnnotation(layer);
      axes.paint(scratch, axes.getWidth(), axes.getHeight());
      return layer.legendFits();
    } finally {
      scratch.dispose();
    }
  }

  private XYChart axes(int width) {
    XYChart axes = new XYChart(width, chart.height(), ChartTheme.XChart);
    axes.setTitle(ChartText.fitted(chart.title(), (width - MARGINS) / BOLDER));
    axes.setXAxisTitle(ChartText.fitted(xRange.title(), width - MARGINS));
    axes.setYAxisTitle(ChartText.fitted(yRange.title(), chart.height() - MARGINS));
    XYStyler style = axes.getStyler();
    style.setChartTitleFont(ChartText.TITLE_FONT).setChartTitleFontColor(ChartText.INK);
    style
        .setChartTitleVisible(!chart.title().isBlank())
        .setChartTitleBoxVisible(false)
        .setChartTitlePadding(9);
    style.setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE);
    style.setChartFontColor(ChartText.INK).setChartPadding(OUTER_PADDING);
    style.setLegendVisible(false).setPlotBorderVisible(false).setLocale(Locale.ROOT);
    style.setAxisTitleFont(ChartText.FONT).setAxisTickLabelsFont(ChartText.FONT);
    style.setAxisTickLabelsColor(ChartText.INK).setAxisTickMarksColor(TICKS);
    style
        .setAxisTickMarkLength(TICK_LENGTH)
        .setAxisTickPadding(TICK_PADDING)
        .setAxisTitlePadding(9);
    style.setAxisTicksLineVisible(false).setPlotMargin(0).setPlotContentSize(1);
    style.setPlotGridLinesColor(GRID).setPlotGridLinesStroke(GRID_STROKE);
    style.setXAxisTickMarkSpacingHint(PIXELS_PER_X_TICK);
    style.setYAxisTickMarkSpacingHint(PIXELS_PER_Y_TICK);
    style.setYAxisLabelAlignment(TextAlignment.Right);
    style.setXAxisLogarithmic(xRange.axis().logarithmic());
    style.setYAxisLogarithmic(yRange.axis().logarithmic());
    style.setXAxisLogarithmicDecadeOnly(false).setYAxisLogarithmicDecadeOnly(false);
    style.setPlotGridVerticalLinesVisible(!xRange.isCrowded());
    style.setPlotGridHorizontalLinesVisible(!yRange.isCrowded());
    style.setAxisTicksMarksVisible(!xRange.isCrowded() && !yRange.isCrowded());
    style.setXAxisMin(xRange.min()).setXAxisMax(xRange.max());
    style.setYAxisMin(yRange.min()).setYAxisMax(yRange.max());
    // Before drawing nobody knows how long the axes will be; these shares come close.
    DoubleFunction<String> xLabels = xRange.tickLabels(0.87 * width / PIXELS_PER_X_TICK);
    DoubleFunction<String> yLabels = yRange.tickLabels(0.77 * chart.height() / PIXELS_PER_Y_TICK);
    style.setXAxisTickLabelsFormattingFunction(xLabels::apply);
    style.setYAxisTickLabelsFormattingFunction(yLabels::apply);
    return axes;
  }
}
