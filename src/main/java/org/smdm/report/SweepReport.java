package org.smdm.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.smdm.chart.ChartAxis;
import org.smdm.chart.ChartSeries;
import org.smdm.chart.LineChart;
import org.smdm.chart.ReferenceLine;
import org.smdm.eval.generation.SamplingSweep;
import org.smdm.eval.generation.SweepRow;
import org.smdm.io.AtomicFile;

/**
 * Ways of sampling beside each other: a table, and quality against cost.
 *
 * @param rows of a sweep, that of the real text among them
 */
public record SweepReport(List<SweepRow> rows) {

  /** Texts much less varied than real ones please a judge for the wrong reason. */
  private static final double LEAST_VARIETY = 0.95;

  /** Copies the rows. */
  public SweepReport {
    rows = List.copyOf(rows);
  }

  /** What a figure shows as cost. */
  public enum Cost {
    /** Seconds. */
    SECONDS("time per text (s)"),

    /** The same on every machine. */
    PASSES("transformer passes per token");

    private final String label;

    Cost(String label) {
      this.label = label;
    }

    double of(SweepRow row) {
      return this == SECONDS ? row.secondsPerText() : row.passesPerToken();
    }
  }

  /** One row per way. */
  public TextTable table() {
    boolean isCloze = rows.stream().anyMatch(row -> !Double.isNaN(row.exactMatch()));
    List<String> headers = new ArrayList<>(List.of("sampling", "judge, bits per byte", "± s.e."));
    if (isCloze) {
      headers.addAll(List.of("exact match", "± s.e."));
    }
    headers.addAll(
        List.of(
            "distinct-1",
            "distinct-2",
            "repetition",
            "passes per token",
            "s per text",
            "tokens/s"));
    List<List<String>> cells = new ArrayList<>();
    for (SweepRow row : rows) {
      List<String> line = new ArrayList<>();
      line.add(row.name());
      line.add(text("%.3f", row.judgeBitsPerByte()));
      line.add(text("%.3f", row.judgeError()));
      if (isCloze) {
        line.add(text("%.3f", row.exactMatch()));
        line.add(text("%.3f", row.exactMatchError()));
      }
      line.add(text("%.3f", row.distinct1()));
      line.add(text("%.3f", row.distinct2()));
      line.add(text("%.3f", row.repetition()));
      line.add(text("%.3f", row.passesPerToken()));
      line.add(text("%.4f", row.secondsPerText()));
      line.add(text("%,.0f", row.tokensPerSecond()));
      cells.add(line);
    }
    return TextTable.of(headers, cells);
  }

  private static String text(String format, double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
  }

  /**
   * Quality against cost, a line per group, the real text as a reference.
   *
   * @param cost what the horizontal axis is
   */
  public LineChart frontier(Cost cost) {
    return chart(
        cost, "judged text (bits per byte)", SweepRow::judgeBitsPerByte, SweepRow::judgeError);
  }

  /**
   * Exact matches against cost; only of a sweep of clozes.
   *
   * @param cost what the horizontal axis is
   */
  public LineChart exactMatches(Cost cost) {
    return chart(
        cost, "words filled in as they were", SweepRow::exactMatch, SweepRow::exactMatchError);
  }

  private LineChart chart(
      Cost cost, String label, ToDoubleFunction<SweepRow> value, ToDoubleFunction<SweepRow> error) {
    Map<String, List<SweepRow>> groups = new LinkedHashMap<>();
    for (SweepRow row : rows) {
      if (!row.group().equals(SamplingSweep.REAL_TEXT)) {
        groups.computeIfAbsent(row.group(), group -> new ArrayList<>()).add(row);
      }
    }
    List<ChartSeries> series = new ArrayList<>();
    groups.forEach(
        (group, points) -> {
          points.sort(Comparator.comparingDouble(cost::of));
          series.add(
              ChartSeries.line(
                      group,
                      points.stream().mapToDouble(cost::of).toArray(),
                      points.stream().mapToDouble(value).toArray())
                  .withErrorBars(points.stream().mapToDouble(error).toArray()));
        });
    return LineChart.of("", ChartAxis.logarithmic(cost.label), ChartAxis.linear(label), series)
        .withReferences(
            realText().map(row -> new ReferenceLine("real text", value.applyAsDouble(row))).stream()
                .toList());
  }

  private Optional<SweepRow> realText() {
    return rows.stream().filter(row -> row.group().equals(SamplingSweep.REAL_TEXT)).findFirst();
  }

  /**
   * The way whose texts the judge needs the fewest bits for, among those that are at least 95 % as
   * varied as the real text (distinct-2); among all if none is.
   */
  public SweepRow best() {
    double varied = LEAST_VARIETY * realText().map(SweepRow::distinct2).orElse(0.0);
    Comparator<SweepRow> byJudge = Comparator.comparingDouble(SweepRow::judgeBitsPerByte);
    List<SweepRow> ways =
        rows.stream().filter(row -> !row.group().equals(SamplingSweep.REAL_TEXT)).toList();
    return ways.stream()
        .filter(row -> row.distinct2() >= varied)
        .min(byJudge)
        .orElseGet(() -> ways.stream().min(byJudge).orElseThrow());
  }

  /**
   * Writes table (Markdown and CSV) and figures (SVG and PNG).
   *
   * @param folder of the sweep
   */
  public void write(Path folder) {
    AtomicFile.writeString(folder.resolve("table.md"), table().toMarkdown());
    AtomicFile.writeString(folder.resolve("rows.csv"), csv());
    for (Cost cost : Cost.values()) {
      String name = "quality-by-" + cost.name().toLowerCase(Locale.ROOT);
      frontier(cost).write(folder.resolve(name));
    }
  }

  private String csv() {
    StringBuilder csv =
        new StringBuilder(
            "group,label,texts,judge_bits_per_byte,judge_error,distinct1,distinct2,repetition,"
                + "exact_match,exact_match_error,passes_per_token,seconds_per_text,seconds_error,"
                + "tokens_per_second\n");
    for (SweepRow row : rows) {
      csv.append(quoted(row.group())).append(',').append(quoted(row.label())).append(',');
      csv.append(row.texts());
      for (double value :
          new double[] {
            row.judgeBitsPerByte(), row.judgeError(), row.distinct1(), row.distinct2(),
            row.repetition(), row.exactMatch(), row.exactMatchError(), row.passesPerToken(),
            row.secondsPerText(), row.secondsError(), row.tokensPerSecond()
          }) {
        csv.append(',').append(Double.isNaN(value) ? "" : Double.toString(value));
      }
      csv.append('\n');
    }
    return csv.toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
