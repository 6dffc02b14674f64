package org.smdm.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smdm.chart.ChartAxis;
import org.smdm.chart.ChartSeries;
import org.smdm.chart.LineChart;
import org.smdm.io.UserException;
import tech.tablesaw.api.Table;

/**
 * One quantity of several runs in one chart: what is noisy as a mean over neighbouring steps with
 * the single steps pale behind it, validation losses as points with their standard errors.
 *
 * @param runs metrics files by the names of the legend, in its order
 * @param y what is compared
 * @param x over what
 * @param smoothing steps that one point averages over, 1 for none; 0 for a fiftieth of each run and
 *     at least ten where a run has some more
 * @param logX whether the horizontal axis is logarithmic
 * @param logY whether the vertical axis is logarithmic
 */
public record RunComparison(
    Map<String, Path> runs,
    RunQuantity y,
    RunProgress x,
    int smoothing,
    boolean logX,
    boolean logY) {

  private static final int DEFAULT_SHARE = 50;

  /** Fewer steps would leave the noise of an MDM's single losses; a short run has few, though. */
  private static final int DEFAULT_LEAST = 10;

  private static final int LEAST_OF_SHORT_RUNS = 4;

  /**
   * Checks that there is something to compare.
   *
   * @throws UserException when there is no run or the smoothing is negative
   */
  public RunComparison {
    runs = new LinkedHashMap<>(runs);
    if (runs.isEmpty()) {
      throw new UserException("there is no run to plot: name at least one run folder");
    }
    if (smoothing < 0) {
      throw new UserException(
          "smoothing is over %d steps: write a positive number, 1 for none".formatted(smoothing));
    }
  }

  /**
   * Whether a quantity is best seen over a logarithmic axis.
   *
   * @param quantity what is compared
   */
  public static boolean prefersLogX(RunQuantity quantity) {
    return quantity.settles();
  }

  /**
   * The chart.
   *
   * @throws UserException when metrics cannot be read, lack a column, or hold nothing to show
   */
  public LineChart chart() {
    List<RunCurve> curves = new ArrayList<>();
    List<RunCurve> validations = new ArrayList<>();
    for (Path csv : runs.values()) {
      Table metrics = MetricsTable.read(csv);
      curves.add(RunCurve.of(csv, metrics, x.column(), y.column()));
      if (y == RunQuantity.LOSS) {
        validations.add(
            RunCurve.of(csv, metrics, x.column(), RunQuantity.VALIDATION_LOSS.column()));
      }
    }
    double largest =
        curves.stream().flatMapToDouble(curve -> Arrays.stream(curve.x())).max().orElse(0);
    List<ChartSeries> pale = new ArrayList<>();
    List<ChartSeries> lines = new ArrayList<>();
    List<ChartSeries> points = new ArrayList<>();
    List<String> names = List.copyOf(runs.keySet());
    for (int i = 0; i < names.size(); i++) {
      RunCurve curve = placed(curves.get(i), largest);
      int window = window(curve.size());
      if (window > 1) {
        pale.add(series("", CurveThinning.of(curve, logX)).faint().inColourOf(i));
      }
      lines.add(series(names.get(i), CurveThinning.of(curve.smoothed(window), logX)).inColourOf(i));
      if (y == RunQuantity.LOSS) {
        RunCurve v = placed(validations.get(i), largest);
        points.add(ChartSeries.markers("", v.x(), v.y()).withErrorBars(v.error()).inColourOf(i));
      }
    }
    if (lines.stream().allMatch(line -> line.size() == 0)) {
      throw new UserException(
          "none of these runs has recorded %s yet: plot another quantity, or wait"
              .formatted(y.column()));
    }
    List<ChartSeries> series = new ArrayList<>(pale);
    series.addAll(lines);
    series.addAll(points);
    return LineChart.of(
        "",
        new ChartAxis(x.label(largest), logX, false),
        new ChartAxis(y.label(), logY, y.isAmount()),
        series);
  }

  private RunCurve placed(RunCurve curve, double largest) {
    return curve.scaled(1 / x.divisor(largest), y.factor()).placedOn(logX, logY);
  }

  private int window(int steps) {
    if (smoothing > 0) {
      return smoothing;
    }
    int least = Math.min(DEFAULT_LEAST, steps / LEAST_OF_SHORT_RUNS);
    return y.isNoisy() ? Math.max(least, steps / DEFAULT_SHARE) : 1;
  }

  private static ChartSeries series(String name, RunCurve curve) {
    return ChartSeries.line(name, curve.x(), curve.y()).withErrorBars(curve.error());
  }

  /**
   * Writes {@code BASE.svg} and {@code BASE.png}.
   *
   * @param base path of the files, without ending
   * @return the files
   */
  public List<Path> write(Path base) {
    LineChart chart = chart();
    Path svg = base.resolveSibling(base.getFileName() + ".svg");
    Path png = base.resolveSibling(base.getFileName() + ".png");
    chart.writeSvg(svg);
    chart.writePng(png);
    return List.of(svg, png);
  }
}
