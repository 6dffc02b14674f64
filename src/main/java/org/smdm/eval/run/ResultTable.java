package org.smdm.eval.run;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.smdm.eval.Metric;

/**
 * Results as lm-evaluation-harness 0.4.4 prints them: a table in Markdown with a row per metric.
 *
 * <p>Numbers have 4 decimals, less the zeros at the end that all of a column share. (The harness's
 * table writer drops still more where most of a column's values are short, as of runs of ten items;
 * no digit is lost here.)
 */
public final class ResultTable {

  private static final int DECIMALS = 4;
  private static final String NOT_AVAILABLE = "   N/A";
  private static final int NARROWEST = 3;

  private ResultTable() {}

  /** The line that the harness prints above its table. */
  public static String headline(EvaluationResult result, ModelUnderTest model) {
    OptionalDouble limit = result.limit().value();
    return "%s (%s), gen_kwargs: (None), limit: %s, num_fewshot: None, batch_size: %d"
        .formatted(
            model.kind(),
            model.arguments(),
            limit.isPresent() ? PythonJson.repr(limit.getAsDouble()) : "None",
            model.batchSize());
  }

  /** The table, ending in a line feed. */
  public static String markdown(EvaluationResult result) {
    List<Row> rows = result.tasks().stream().flatMap(ResultTable::rows).toList();
    List<String> values =
        trimmed(rows.stream().map(row -> number(row.estimate().value())).toList());
    List<Column> columns =
        List.of(
            Column.left("Tasks", rows.stream().map(Row::task).toList()),
            Column.right("Version", trimmed(rows.stream().map(Row::version).toList())),
            Column.left("Filter", rows.stream().map(row -> "none").toList()),
            Column.right("n-shot", rows.stream().map(row -> "0").toList()),
            Column.left("Metric", rows.stream().map(row -> row.metric().key()).toList()),
            Column.left(
                "", rows.stream().map(row -> row.metric().higherIsBetter() ? "↑" : "↓").toList()),
            Column.right("Value", values),
            Column.left("", rows.stream().map(row -> "±").toList()),
            standardErrors(rows));
    Stream<String> lines =
        IntStream.range(0, rows.size())
            .mapToObj(i -> columns.stream().map(column -> column.cell(i)).toList())
            .map(ResultTable::line);
    return Stream.concat(
            Stream.of(
                line(columns.stream().map(Column::title).toList()),
                line(columns.stream().map(Column::rule).toList())),
            lines)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private record Row(String task, String version, Metric metric, Estimate estimate) {}

  /** Metrics by name; the task and its version on the first row only. */
  private static Stream<Row> rows(TaskResult task) {
    List<Row> rows = new ArrayList<>();
    task.task().metrics().stream()
        .sorted(Comparator.comparing(Metric::key))
        .forEach(
            metric ->
                rows.add(
                    new Row(
                        rows.isEmpty() ? task.task().name() : "",
                        rows.isEmpty() ? number(task.task().version()) : "",
                        metric,
                        task.estimates().get(metric))));
    return rows.stream();
  }

  /** A column that lacks a number is one of texts, in which numbers stay on the right. */
  private static Column standardErrors(List<Row> rows) {
    List<String> cells =
        trimmed(
            rows.stream()
                .map(row -> row.estimate().standardError())
                .map(error -> error.isPresent() ? number(error.getAsDouble()) : NOT_AVAILABLE)
                .toList());
    return new Column("Stderr", cells, true, !cells.contains(NOT_AVAILABLE));
  }

  /** As {@code "%.4f"} of C, which rounds the exact value of the double. */
  private static String number(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).setScale(DECIMALS, RoundingMode.HALF_EVEN).toPlainString()
        : Double.toString(value);
  }

  /** Takes zeros from the end of all numbers of a column alike. */
  private static List<String> trimmed(List<String> cells) {
    int zeros =
        cells.stream()
            .filter(cell -> cell.contains("."))
            .mapToInt(cell -> cell.length() - cell.replaceFirst("0+$", "").length())
            .min()
            .orElse(0);
    int cut = zeros == DECIMALS ? zeros + 1 : zeros; // the point goes as well
    return cells.stream()
        .map(cell -> cell.contains(".") ? cell.substring(0, cell.length() - cut) : cell)
        .toList();
  }

  private static String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining("|", "|", "|"));
  }

  /** Cells of a column; texts among numbers are on the left. */
  private record Column(String header, List<String> cells, boolean isRight, boolean isNumeric) {

    static Column left(String header, List<String> cells) {
      return new Column(header, cells, false, false);
    }

    static Column right(String header, List<String> cells) {
      return new Column(header, cells, true, true);
    }

    int width() {
      return Math.max(
          Math.max(NARROWEST, header.length()),
          cells.stream().mapToInt(String::length).max().orElse(0));
    }

    /** The header in the middle, rather left than right of it. */
    String title() {
      int left = (width() - header.length()) / 2;
      return " ".repeat(left) + header + " ".repeat(width() - header.length() - left);
    }

    String rule() {
      return isNumeric ? "-".repeat(width() - 1) + ":" : "-".repeat(width());
    }

    String cell(int row) {
      String cell = cells.get(row);
      String space = " ".repeat(width() - cell.length());
      return isRight && !cell.equals(NOT_AVAILABLE) ? space + cell : cell + space;
    }
  }
}
