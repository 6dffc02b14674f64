package org.smdm.report;

import java.nio.file.Path;
import java.util.Locale;
import org.smdm.eval.run.EvaluationReport;
import org.smdm.io.AtomicFile;

/** A model's zero-shot results for people and spreadsheets. */
public final class EvaluationTable {

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
    AtomicFile.writeString(folder.resolve("table.md"), of(report).toMarkdown(report.notes()));
    AtomicFile.writeString(folder.resolve("table.csv"), csv(report));
    report.write(folder);
  }

  /** Accuracies in per cent with their standard errors over items. */
  public static TextTable of(EvaluationReport report) {
    return Columns.of(report.rows())
        .add("task", EvaluationReport.Row::task)
        .add("metric", EvaluationReport.Row::metric)
        .add("value", EvaluationTable::value)
        .add("chance", row -> row.chance() == null ? "–" : number(100 * row.chance(), 1))
        .add("setting", EvaluationReport.Row::setting)
        .add("likelihood", EvaluationReport.Row::likelihood)
        .add("items", "%,d", EvaluationReport.Row::items)
        .add("passes", "%,d", EvaluationReport.Row::forwardPasses)
        .add(
            "nats ±",
            row -> row.nllStandardError() == null ? "–" : number(row.nllStandardError(), 3))
        .add("95 % ±", row -> row.nllInterval() == null ? "–" : number(row.nllInterval(), 3))
        .table(report.model());
  }

  /** A value as tables show it: per cent for accuracies. */
  static String value(EvaluationReport.Row row) {
    double scale = row.isAccuracy() ? 100 : 1;
    double error = row.standardError() == null ? Double.NaN : row.standardError();
    return estimate(scale * row.value(), scale * error, 2);
  }

  /** A value with its standard error, where that is known and not NaN. */
  static String estimate(double value, double error, int decimals) {
    String text = number(value, decimals);
    return Double.isNaN(error) ? text : text + " ± " + number(error, decimals);
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
    return Columns.of(report.rows())
        .add("setting", EvaluationReport.Row::setting)
        .add("likelihood", EvaluationReport.Row::likelihood)
        .add("task", EvaluationReport.Row::task)
        .add("metric", EvaluationReport.Row::metric)
        .add("value", EvaluationReport.Row::value)
        .add("standard_error", EvaluationReport.Row::standardError)
        .add("chance", EvaluationReport.Row::chance)
        .add("items", EvaluationReport.Row::items)
        .add("published_items", EvaluationReport.Row::published)
        .add("requests", EvaluationReport.Row::requests)
        .add("truncated", EvaluationReport.Row::truncated)
        .add("crossed", EvaluationReport.Row::crossed)
        .add("forward_passes", EvaluationReport.Row::forwardPasses)
        .add("nll_standard_error", EvaluationReport.Row::nllStandardError)
        .add("nll_interval", EvaluationReport.Row::nllInterval)
        .csv();
  }
}
