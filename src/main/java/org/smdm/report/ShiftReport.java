package org.smdm.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.smdm.chart.ChartAxis;
import org.smdm.chart.ChartSeries;
import org.smdm.chart.Figure;
import org.smdm.chart.LineChart;
import org.smdm.chart.ReferenceLine;
import org.smdm.chart.RowChart;
import org.smdm.config.ConfigJson;
import org.smdm.config.DateSlicing;
import org.smdm.eval.shift.ShiftResult;
import org.smdm.eval.shift.ShiftRow;
import org.smdm.io.AtomicFile;
import org.smdm.io.Json;
import org.smdm.io.Spelling;

/**
 * How models fare on text of other times: a table and a chart.
 *
 * @param result of a study
 */
public record ShiftReport(ShiftResult result) {

  /** What a chart shows. */
  public enum Measure {
    /** Per token: of one tokenizer only. */
    PERPLEXITY("perplexity", "perplexity per token"),

    /** Models of different tokenizers share it. */
    BITS_PER_BYTE("bits/byte", "bits per byte");

    private final String title;
    private final String label;

    Measure(String title, String label) {
      this.title = title;
      this.label = label;
    }

    double value(ShiftRow row) {
      return this == PERPLEXITY ? row.perplexity() : row.bitsPerByte();
    }

    double error(ShiftRow row) {
      return this == PERPLEXITY ? row.perplexityError() : row.bitsPerByteError();
    }

    String fileName() {
      return Spelling.of(this);
    }
  }

  /**
   * Change of a perplexity, in per cent of that of the first slice.
   *
   * @param percent above 0 where later text is harder
   * @param error its standard error, to first order, of both slices; NaN where one has none
   */
  public record Change(double percent, double error) {}

  /** Slices in their order. */
  public List<String> slices() {
    return result.rows().stream().map(ShiftRow::slice).distinct().toList();
  }

  private List<String> models() {
    return result.rows().stream().map(ShiftRow::model).distinct().toList();
  }

  private ShiftRow row(String model, String slice) {
    return result.rows().stream()
        .filter(row -> row.model().equals(model) && row.slice().equals(slice))
        .findFirst()
        .orElseThrow();
  }

  /** Whether the first slice is of the training's time. */
  private boolean hasTraining() {
    String until = result.config().data().trainedUntil();
    return until != null && slices().get(0).equals("to " + until);
  }

  /**
   * How much harder a slice is for a model than the first slice.
   *
   * @param row of the slice
   */
  public Change change(ShiftRow row) {
    ShiftRow first = row(row.model(), slices().get(0));
    if (row.equals(first)) {
      return new Change(0, 0);
    }
    double ratio = Math.exp(row.loss() - first.loss());
    return new Change(
        100 * (ratio - 1), 100 * ratio * Math.hypot(row.standardError(), first.standardError()));
  }

  /** One row per slice; per model its perplexity, bits per byte and change. */
  public TextTable table() {
    Columns<String> table =
        Columns.of(slices())
            .add("slice", slice -> slice)
            .add("documents", slice -> documents(row(models().get(0), slice)))
            .add("tokens", "%,d", slice -> row(models().get(0), slice).tokens());
    String first = slices().get(0);
    for (String model : models()) {
      for (Measure measure : Measure.values()) {
        table.add(
            model + " " + measure.title,
            slice -> {
              ShiftRow row = row(model, slice);
              return EvaluationTable.estimate(measure.value(row), measure.error(row), 3);
            });
      }
      table.add(
          model + " change",
          slice -> slice.equals(first) ? "–" : percent(change(row(model, slice))));
    }
    return table.table();
  }

  /** Those that errors are over, which may be fewer than the slice has. */
  private static String documents(ShiftRow row) {
    Integer read = row.documentsRead();
    return read == null || read == row.documents()
        ? String.format(Locale.ROOT, "%,d", row.documents())
        : String.format(Locale.ROOT, "%,d of %,d", read, row.documents());
  }

  private static String percent(Change change) {
    return Double.isNaN(change.error())
        ? String.format(Locale.ROOT, "%+.1f %%", change.percent())
        : String.format(Locale.ROOT, "%+.1f ± %.1f %%", change.percent(), change.error());
  }

  /**
   * Every model's measure by the slices' time, with error bars; the slice of the training's time is
   * a line of each model.
   *
   * @param measure on the vertical axis
   * @throws org.smdm.io.UserException for slices without a place in time: see {@link #dots}
   */
  public LineChart chart(Measure measure) {
    List<ChartSeries> series = new ArrayList<>();
    List<ReferenceLine> references = new ArrayList<>();
    for (String model : models()) {
      List<ShiftRow> rows = new ArrayList<>();
      for (String slice : slices()) {
        ShiftRow row = row(model, slice);
        if (hasTraining() && slice.equals(slices().get(0))) {
          String label = "%s, %s".formatted(model, slice);
          references.add(new ReferenceLine(label, measure.value(row)));
        } else {
          rows.add(row);
        }
      }
      series.add(
          ChartSeries.line(
                  name(rows.isEmpty() ? row(model, slices().get(0)) : rows.get(0)),
                  rows.stream().mapToDouble(ShiftRow::position).toArray(),
                  rows.stream().mapToDouble(measure::value).toArray())
              .withErrorBars(rows.stream().mapToDouble(measure::error).toArray()));
    }
    String x =
        switch (result.config().data().by()) {
          case DECADE -> "middle of the decade of the text";
          case YEAR, MONTH, VALUE -> "year of the text";
        };
    return LineChart.of("", ChartAxis.linear(x), ChartAxis.linear(measure.label), series)
        .withReferences(references);
  }

  /** An MDM's is only bounded, which a legend must say. */
  private static String name(ShiftRow row) {
    return switch (row.family()) {
      case ARM -> row.model() + " (exact)";
      case MDM -> row.model() + " (upper bound)";
    };
  }

  /**
   * Every model's measure in a row per slice, with error bars.
   *
   * @param measure on the horizontal axis
   */
  public RowChart dots(Measure measure) {
    List<RowChart.Series> series = new ArrayList<>();
    for (String model : models()) {
      List<ShiftRow> rows = slices().stream().map(slice -> row(model, slice)).toList();
      series.add(
          new RowChart.Series(
              name(rows.get(0)),
              rows.stream().map(measure::value).toList(),
              rows.stream().map(measure::error).toList(),
              false));
    }
    return RowChart.of(RowChart.Form.DOTS, measure.label, slices(), series);
  }

  /** Whether slices have a place in time, so that a line may join them. */
  public boolean isInTime() {
    boolean isSomewhere = result.rows().stream().anyMatch(r -> Double.isFinite(r.position()));
    return result.config().data().by() != DateSlicing.VALUE && isSomewhere;
  }

  /** The figure of a measure: over time where slices have a place in it. */
  public Figure figure(Measure measure) {
    return isInTime() ? chart(measure) : dots(measure);
  }

  /**
   * Writes {@code results.json}, {@code table.md}, {@code table.csv} and a figure of each measure
   * (SVG and PNG).
   *
   * @param folder of the study
   */
  public void write(Path folder) {
    AtomicFile.writeString(folder.resolve("table.md"), table().toMarkdown(result.notes()));
    AtomicFile.writeString(folder.resolve("table.csv"), columns().csv());
    AtomicFile.writeString(folder.resolve("results.json"), json());
    for (Measure measure : Measure.values()) {
      figure(measure).write(folder.resolve(measure.fileName()));
    }
  }

  private Columns<ShiftRow> columns() {
    return Columns.of(result.rows())
        .add("model", ShiftRow::model)
        .add("family", row -> row.family().label())
        .add("likelihood", row -> row.family().causal() ? "exact" : "upper bound")
        .add("slice", ShiftRow::slice)
        .add("position", ShiftRow::position)
        .add("documents", ShiftRow::documents)
        .add("left_out", ShiftRow::leftOut)
        .add("tokens", ShiftRow::tokens)
        .add("bytes_per_token", ShiftRow::bytesPerToken)
        .add("sequences", ShiftRow::sequences)
        .add("documents_read", ShiftRow::documentsRead)
        .add("forward_passes", ShiftRow::forwardPasses)
        .add("loss", ShiftRow::loss)
        .add("loss_error", ShiftRow::standardError)
        .add("perplexity", ShiftRow::perplexity)
        .add("perplexity_error", ShiftRow::perplexityError)
        .add("bits_per_byte", ShiftRow::bitsPerByte)
        .add("bits_per_byte_error", ShiftRow::bitsPerByteError)
        .add("change_percent", row -> change(row).percent())
        .add("change_percent_error", row -> change(row).error());
  }

  private String json() {
    ObjectNode root = Json.newObject();
    root.set("config", Json.tree(result.config()));
    ArrayNode rows = root.putArray("rows");
    Columns<ShiftRow> columns = columns();
    for (ShiftRow row : result.rows()) {
      ObjectNode node = rows.addObject();
      columns.cells(row).forEach((title, cell) -> node.set(title, Json.tree(cell)));
      node.put("weights_sha256", row.weights()).put("tokens_sha256", row.fingerprint());
    }
    ArrayNode notes = root.putArray("notes");
    result.notes().forEach(notes::add);
    return ConfigJson.write(root);
  }
}
