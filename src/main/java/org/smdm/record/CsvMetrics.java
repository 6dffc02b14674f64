package org.smdm.record;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.smdm.io.LineFile;

/**
 * {@code metrics.csv}: a header, then one line per optimiser step and one per validation; cells of
 * what is not known are empty.
 */
final class CsvMetrics {

  static final String HEADER =
      Arrays.stream(Metric.values()).map(Metric::column).collect(Collectors.joining(","));

  private CsvMetrics() {}

  static LineFile open(Path path, long afterStep) {
    return LineFile.open(path, List.of(HEADER), new Kept(afterStep)::line);
  }

  static String line(MetricsRow row) {
    return Arrays.stream(Metric.values())
        .map(metric -> row.values().get(metric))
        .map(value -> value == null ? "" : value.toString())
        .collect(Collectors.joining(","));
  }

  /** Old lines of steps that count, brought to the columns of now by their names. */
  private static final class Kept {
    private final long afterStep;
    private List<String> header;

    Kept(long afterStep) {
      this.afterStep = afterStep;
    }

    Optional<String> line(String line) {
      List<String> cells = List.of(line.split(",", -1));
      if (header == null) {
        header = cells;
        return Optional.empty();
      }
      int step = header.indexOf(Metric.STEP.column());
      if (step < 0 || cells.size() != header.size() || isLater(cells.get(step))) {
        return Optional.empty();
      }
      return Optional.of(
          Arrays.stream(Metric.values())
              .mapToInt(metric -> header.indexOf(metric.column()))
              .mapToObj(column -> column < 0 ? "" : cells.get(column))
              .collect(Collectors.joining(",")));
    }

    private boolean isLater(String step) {
      try {
        return Long.parseLong(step) > afterStep;
      } catch (NumberFormatException e) {
        return true;
      }
    }
  }
}
