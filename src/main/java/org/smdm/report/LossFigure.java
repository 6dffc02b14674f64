package org.smdm.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smdm.chart.ChartAxis;
import org.smdm.chart.ChartSeries;
import org.smdm.chart.LineChart;
import org.smdm.chart.ReferenceLine;
import tech.tablesaw.api.Table;

/**
 * The loss of one or more runs against training tokens: the smoothed training loss as a line, the
 * validation losses as points with their standard errors.
 *
 * @param unit what losses are shown in
 * @param runs in the order of the legend
 * @param references horizontal yardsticks
 */
public record LossFigure(Unit unit, List<Run> runs, List<ReferenceLine> references) {

  /** Share of a run's steps that one smoothed point averages over. */
  private static final double WINDOW = 0.02;

  /**
   * A run to draw.
   *
   * @param name in the legend
   * @param metrics its {@code metrics.csv}
   */
  public record Run(String name, Path metrics) {}

  /**
   * What losses are shown in.
   *
   * @param label of the axis
   * @param factor from nats per token
   */
  public record Unit(String label, double factor) {

    /** Nats per token, as training counts. */
    public static Unit nats() {
      return new Unit("loss (nats per token)", 1);
    }

    /**
     * Bits per byte of text, which compares across tokenizers.
     *
     * @param bytesPerToken mean UTF-8 bytes per token
     */
    public static Unit bitsPerByte(double bytesPerToken) {
      return new Unit("loss (bits per byte)", 1 / Math.log(2) / bytesPerToken);
    }
  }

  /** The chart. */
  public LineChart chart() {
    List<ChartSeries> series = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      Table metrics = MetricsTable.read(runs.get(i).metrics());
      Table training = metrics.where(metrics.numberColumn("loss").isNotMissing());
      Table validation = metrics.where(metrics.numberColumn("validation_loss").isNotMissing());
      String name = runs.get(i).name();
      series.add(
          ChartSeries.line(name + ", training", column(training, "tokens", 1), smoothed(training))
              .inColourOf(i));
      if (validation.rowCount() > 0) {
        series.add(
            ChartSeries.markers(
                    name + ", validation",
                    column(validation, "tokens", 1),
                    column(validation, "validation_loss", unit.factor()))
                .withErrorBars(column(validation, "validation_standard_error", unit.factor()))
                .inColourOf(i));
      }
    }
    return LineChart.of(
            "", ChartAxis.logarithmic("training tokens"), ChartAxis.linear(unit.label()), series)
        .withReferences(references);
  }

  /**
   * Writes {@code NAME.svg} and {@code NAME.png}.
   *
   * @param folder where to
   * @param name of the files, without ending
   */
  public void write(Path folder, String name) {
    LineChart chart = chart();
    chart.writeSvg(folder.resolve(name + ".svg"));
    chart.writePng(folder.resolve(name + ".png"));
  }

  private static double[] column(Table table, String name, double factor) {
    return table.numberColumn(name).multiply(factor).asDoubleArray();
  }

  private double[] smoothed(Table training) {
    double[] loss = column(training, "loss", unit.factor());
    return MovingAverage.of(loss, (int) (loss.length * WINDOW / 2));
  }
}
