package org.smdm.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.smdm.eval.run.EvaluationReport;
import org.smdm.eval.run.ReportRow;
import org.smdm.io.AtomicFile;

/** A model's zero-shot results for people and spreadsheets. */
public final class EvaluationTable {

  private static final List<String> COLUMNS =
      List.of(
          "setting",
          "likelihood",
          "task",
          "metric",
          "value",
          "standard_error",
          "chance",
          "items",
          "published_items",
          "requests",
          "truncated",
          "crossed",
          "forward_passes",
          "nll_standard_error");

  /** From here on numbers are written with an exponent. */
  private static final double LARGE = 1e7;

  private EvaluationTable() {}

  /**
   * Writes {@code table.md}, {@code table.csv} and the report itself.
   *
   * @param report of an evaluation
   * @param folder of its results
   */
  public static void write(EvaluationReport report, Path folder) {
    String below =
        report.notes().stream().map(note -> "- " + note + "\n").collect(Collectors.joining());
    AtomicFile.writeString(
        folder.resolve("table.md"),
        of(report).toMarkdown() + (below.isEmpty() ? "" : "\n" + below));
    AtomicFile.writeString(folder.resolve("table.csv"), csv(report));
    report.write(folder);
  }

  /** Accuracies in per cent with their standard errors over items. */
  public static TextTable of(EvaluationReport report) {
    List<List<String>> rows = new ArrayList<>();
    for (ReportRow row : report.rows()) {
      rows.add(
          List.of(
              row.task(),
              row.metric(),
              value(row),
              row.chance() == null ? "–" : number(100 * row.chance(), 1),
              row.setting(),
              row.likelihood(),
              String.format(Locale.ROOT, "%,d", row.items()),
              String.format(Locale.ROOT, "%,d", row.forwardPasses()),
              row.nllStandardError() == null ? "–" : number(row.nllStandardError(), 3)));
    }
    return new TextTable(
        report.model(),
        List.of(
            "task",
            "metric",
            "value",
            "chance",
            "setting",
            "likelihood",
            "items",
            "passes",
            "nats ±"),
        rows);
  }

  /** A value as tables show it: per cent for accuracies. */
  static String value(ReportRow row) {
    double scale = row.isAccuracy() ? 100 : 1;
    String text = number(scale * row.value(), 2);
    return row.standardError() == null
        ? text
        : text + " ± " + number(scale * row.standardError(), 2);
  }

  static String number(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "–" : "∞";
    }
    String format = Math.abs(value) < LARGE ? "%." + decimals + "f" : "%.3e";
    return String.format(Locale.ROOT, format, value);
  }

  /** Everything that is known of every row, as comma-separated values. */
  public static String csv(EvaluationReport report) {
    List<List<Object>> rows = new ArrayList<>();
    for (ReportRow row : report.rows()) {
      List<Object> cells = new ArrayList<>();
      cells.add(row.setting());
      cells.add(row.likelihood());
      cells.add(row.task());
      cells.add(row.metric());
      cells.add(row.value());
      cells.add(row.standardError());
      cells.add(row.chance());
      cells.add(row.items());
      cells.add(row.published());
      cells.add(row.requests());
      cells.add(row.truncated());
      cells.add(row.crossed());
      cells.add(row.forwardPasses());
      cells.add(row.nllStandardError());
      rows.add(cells);
    }
    return csv(COLUMNS, rows);
  }

  /** Comma-separated values after RFC 4180, but with line feeds; null is an empty cell. */
  static String csv(List<String> header, List<List<Object>> rows) {
    List<List<Object>> all = new ArrayList<>();
    all.add(List.copyOf(header));
    all.addAll(rows);
    return all.stream()
        .map(row -> row.stream().map(EvaluationTable::cell).collect(Collectors.joining(",")))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String cell(Object value) {
    String text = value == null ? "" : value.toString();
    return text.matches("(?s).*[\",\n\r].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
