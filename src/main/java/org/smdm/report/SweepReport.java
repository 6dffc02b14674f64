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
    Columns<SweepRow> table =
        Columns.of(rows)
            .add("sampling", SweepRow::name)
            .add("judge, bits per byte", "%.3f", SweepRow::judgeBitsPerByte)
            .add("± s.e.", "%.3f", SweepRow::judgeError);
    if (isCloze) {
      table.add("exact match", "%.3f", SweepRow::exactMatch);
      table.add("± s.e.", "%.3f", SweepRow::exactMatchError);
    }
    return table
        .add("distinct-1", "%.3f", SweepRow::distinct1)
        .add("distinct-2", "%.3f", SweepRow::distinct2)
        .add("repetition", "%.3f", SweepRow::repetition)
        .add("passes per token", "%.3f", SweepRow::passesPerToken)
        .add("s per text", "%.4f", SweepRow::secondsPerText)
        .add("tokens/s", "%,.0f", SweepRow::tokensPerSecond)
        .table();
  }

  /** What the table's errors are of. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    rows.stream()
        .filter(row -> row.documents() != null && row.documents() > 1)
        .findFirst()
        .ifPresent(
            row ->
                notes.add(
                    String.format(
                        Locale.ROOT,
                        "± s.e. is how much a mean would change with prompts of other documents:"
                            + " the %,d texts are of %,d, and those of one document are alike.",
                        row.texts(),
                        row.documents())));
    if (rows.stream().anyMatch(row -> Integer.valueOf(1).equals(row.documents()))) {
      notes.add("Of prompts from one document no error is known.");
    }
    if (rows.stream().anyMatch(row -> row.documents() == null)) {
      notes.add(
          "Rows of an older version, which took texts of one document for independent, have no"
              + " error. To have them, sweep again under another name.");
    }
    return notes;
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
    AtomicFile.writeString(folder.resolve("table.md"), table().toMarkdown(notes()));
    AtomicFile.writeString(folder.resolve("rows.csv"), csv());
    for (Cost cost : Cost.values()) {
      String name = "quality-by-" + cost.name().toLowerCase(Locale.ROOT);
      frontier(cost).write(folder.resolve(name));
    }
  }

  private String csv() {
    return Columns.of(rows)
        .add("group", SweepRow::group)
        .add("label", SweepRow::label)
        .add("texts", SweepRow::texts)
        .add("judge_bits_per_byte", SweepRow::judgeBitsPerByte)
        .add("judge_error", SweepRow::judgeError)
        .add("distinct1", SweepRow::distinct1)
        .add("distinct2", SweepRow::distinct2)
        .add("repetition", SweepRow::repetition)
        .add("exact_match", SweepRow::exactMatch)
        .add("exact_match_error", SweepRow::exactMatchError)
        .add("passes_per_token", SweepRow::passesPerToken)
        .add("seconds_per_text", SweepRow::secondsPerText)
        .add("seconds_error", SweepRow::secondsError)
        .add("tokens_per_second", SweepRow::tokensPerSecond)
        .add("documents", SweepRow::documents)
        .csv();
  }
}
