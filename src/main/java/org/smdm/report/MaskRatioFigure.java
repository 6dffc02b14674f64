package org.smdm.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.smdm.chart.ChartAxis;
import org.smdm.chart.ChartSeries;
import org.smdm.chart.LineChart;
import org.smdm.io.LineReader;
import org.smdm.io.TextLine;
import org.smdm.io.UserException;

/**
 * How hard masked tokens are by the share of the text that is masked, as the last validation of
 * each run measured it.
 *
 * @param runs {@code metrics.jsonl} files by the names of the legend
 */
public record MaskRatioFigure(Map<String, Path> runs) {

  private static final String FIELD = "validation_loss_by_mask_ratio";

  /** Keeps the order of the runs. */
  public MaskRatioFigure {
    runs = new LinkedHashMap<>(runs);
  }

  /**
   * The chart.
   *
   * @throws UserException when a file cannot be read or has no such validation
   */
  public LineChart chart() {
    List<ChartSeries> series = new ArrayList<>();
    runs.forEach((name, file) -> series.add(series(name, last(file))));
    return LineChart.of(
        "",
        ChartAxis.linear("mask ratio (share of tokens masked)"),
        ChartAxis.linear("cross-entropy of masked tokens (nats)"),
        series);
  }

  private static ChartSeries series(String name, double[] losses) {
    double[] middles =
        IntStream.range(0, losses.length).mapToDouble(i -> (i + 0.5) / losses.length).toArray();
    return ChartSeries.line(name, middles, losses);
  }

  private static double[] last(Path file) {
    double[] last = null;
    for (TextLine line : LineReader.all(file, "the metrics of a run that has been validated")) {
      JsonNode losses = line.object().path(FIELD);
      if (losses.isArray()) {
        last = IntStream.range(0, losses.size()).mapToDouble(i -> value(losses.get(i))).toArray();
      }
    }
    if (last == null) {
      throw new UserException(
          file + " has no loss by mask ratio: only validations of an MDM measure it");
    }
    return last;
  }

  private static double value(JsonNode loss) {
    return loss.isNumber() ? loss.doubleValue() : Double.NaN;
  }
}
