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
import org.smdm.chart.ReferenceLine;
import org.smdm.io.UserException;
import tech.tablesaw.api.Table;

/**
 * One quantity of one or more runs in one chart: what is noisy as a mean over neighbouring steps
 * with the single steps pale behind it, validation losses as points with their standard errors.
 *
 * @param runs metrics files by the names of the legend, in its order
 * @param y what is compared
 * @param x over what
 * @param look how it is shown
 */
public record RunComparison(Map<String, Path> runs, RunQuantity y, RunProgress x, Look look) {

  /**
   * How runs are shown.
   *
   * @param smoothing steps that one point averages over, 1 for none; 0 for a fiftieth of each run
   *     and at least ten where a run has some more
   * @param logX whether the horizontal axis is logarithmic
   * @param logY whether the vertical axis is logarithmic
   * @param bytesPerToken mean UTF-8 bytes per token, to show losses in bits per byte, which compare
   *     across tokenizers; NaN for nats per token
   * @param references horizontal yardsticks
   */
  public record Look(
      int smoothing,
      boolean logX,
      boolean logY,
      double bytesPerToken,
      List<ReferenceLine> references) {

    /**
     * Copies the list.
     *
     * @throws UserException when the smoothing is negative
     */
    public Look {
      references = List.copyOf(references);
      if (smoothing < 0) {
        throw new UserException(
            "smoothing is over %d steps: write a positive number, 1 for none".formatted(smoothing));
      }
    }

    /** In nats per token, over the axis on which a quantity is seen best. */
    public static Look of(RunQuantity quantity) {
      return new Look(0, quantity.settles(), false, Double.NaN, List.of());
    }

    /** The same in bits per byte, with yardsticks. */
    public Look inBitsPerByte(double bytes, List<ReferenceLine> yardsticks) {
      return new Look(smoothing, logX, logY, bytes, yardsticks);
    }
  }

  private static final int DEFAULT_SHARE = 50;

  /** Fewer steps would leave the noise of an MDM's single losses; a short run has few, though. */
  private static final int DEFAULT_LEAST = 10;

  private static final int LEAST_OF_SHORT_RUNS = 4;

  /**
   * Checks that there is something to compare.
   *
   * @throws UserException when there is no run
   */
  public RunComparison {
    runs = new LinkedHashMap<>(runs);
    if (runs.isEmpty()) {
      throw new UserException("there is no run to plot: name at least one run folder");
    }
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
        pale.add(series("", curve.thinned(look.logX())).faint().inColourOf(i));
      }
      lines.add(series(names.get(i), curve.smoothed(window).thinned(look.logX())).inColourOf(i));
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
            new ChartAxis(x.label(largest), look.logX(), false),
            new ChartAxis(y.label(look.bytesPerToken()), look.logY(), y.isAmount()),
            series)
        .withReferences(look.references());
  }

  private RunCurve placed(RunCurve curve, double largest) {
    return curve
        .scaled(1 / x.divisor(largest), y.factor(look.bytesPerToken()))
        .placedOn(look.logX(), look.logY());
  }

  private int window(int steps) {
    if (look.smoothing() > 0) {
      return look.smoothing();
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
    return chart().write(base);
  }
}
