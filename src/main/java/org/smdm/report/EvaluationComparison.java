package org.smdm.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.smdm.chart.RowChart;
import org.smdm.eval.run.EvaluationReport;
import org.smdm.io.UserException;

/**
 * Zero-shot results of several models and settings side by side, on request with the paper's.
 *
 * @param reports at least one
 * @param paper the paper's numbers, those of tasks that a report has; null for none
 */
public record EvaluationComparison(List<EvaluationReport> reports, PaperResults paper) {

  /** Copies the list. */
  public EvaluationComparison {
    reports = List.copyOf(reports);
    if (reports.isEmpty()) {
      throw new UserException("there are no results to compare: name at least one folder");
    }
  }

  /** A metric of a task. */
  private record Row(String task, String metric) implements Comparable<Row> {
    @Override
    public int compareTo(Row other) {
      int byTask = task.compareTo(other.task);
      return byTask == 0 ? metric.compareTo(other.metric) : byTask;
    }

    String label() {
      return task + " " + metric;
    }
  }

  private record Cell(String text, double value, Double error, boolean isAccuracy) {}

  private Set<Row> rows() {
    Set<Row> rows = new TreeSet<>();
    reports.forEach(r -> r.rows().forEach(row -> rows.add(new Row(row.task(), row.metric()))));
    return rows;
  }

  /** Columns in order: those of the reports, then the paper's. */
  private Map<String, Map<Row, Cell>> columns() {
    Map<String, Map<Row, Cell>> columns = new LinkedHashMap<>();
    for (EvaluationReport report : reports) {
      Map<String, Map<Row, Cell>> own = new LinkedHashMap<>();
      boolean isSingle =
          report.rows().stream().map(EvaluationReport.Row::setting).distinct().count() == 1;
      for (EvaluationReport.Row row : report.rows()) {
        String name = isSingle ? report.model() : report.model() + ", " + row.setting();
        own.computeIfAbsent(name, n -> new LinkedHashMap<>())
            .put(
                new Row(row.task(), row.metric()),
                new Cell(
                    EvaluationTable.value(row),
                    row.value(),
                    row.standardError(),
                    row.isAccuracy()));
      }
      own.forEach((name, cells) -> columns.put(unused(name, columns.keySet()), cells));
    }
    for (PaperResults.Quoted number : numbers()) {
      for (String metric : number.metrics()) {
        columns
            .computeIfAbsent(number.column(), n -> new LinkedHashMap<>())
            .put(
                new Row(number.task(), metric),
                new Cell(
                    EvaluationTable.number(100 * number.value(), 2), number.value(), null, true));
      }
    }
    return columns;
  }

  private List<PaperResults.Quoted> numbers() {
    if (paper == null) {
      return List.of();
    }
    Set<String> tasks = new LinkedHashSet<>();
    reports.forEach(report -> report.rows().forEach(row -> tasks.add(row.task())));
    return paper.numbers().stream().filter(number -> tasks.contains(number.task())).toList();
  }

  private static String unused(String name, Set<String> used) {
    String free = name;
    for (int i = 2; used.contains(free); i++) {
      free = name + " (" + i + ")";
    }
    return free;
  }

  /** A row per metric, a column per model and setting. */
  public TextTable table() {
    Map<String, Map<Row, Cell>> columns = columns();
    Columns<Row> table = Columns.of(rows()).add("task", Row::task).add("metric", Row::metric);
    columns.forEach(
        (name, cells) ->
            table.add(name, row -> cells.containsKey(row) ? cells.get(row).text : "–"));
    return table.table();
  }

  /** Every number with where it is from, as comma-separated values. */
  public String csv() {
    record Line(
        String model,
        String setting,
        String task,
        String metric,
        double value,
        Double error,
        Integer items,
        String source,
        String trust) {}
    List<Line> lines = new ArrayList<>();
    for (EvaluationReport report : reports) {
      for (EvaluationReport.Row row : report.rows()) {
        lines.add(
            new Line(
                report.model(),
                row.setting(),
                row.task(),
                row.metric(),
                row.value(),
                row.standardError(),
                row.items(),
                row.likelihood(),
                ""));
      }
    }
    for (PaperResults.Quoted number : numbers()) {
      PaperResults.Source source = paper.sources().get(number.source());
      lines.add(
          new Line(
              "paper: " + number.model(),
              number.setting(),
              number.task(),
              String.join(" or ", number.metrics()),
              number.value(),
              null,
              null,
              source.what(),
              source.trust()));
    }
    return Columns.of(lines)
        .add("model", Line::model)
        .add("setting", Line::setting)
        .add("task", Line::task)
        .add("metric", Line::metric)
        .add("value", Line::value)
        .add("standard_error", Line::error)
        .add("items", Line::items)
        .add("source", Line::source)
        .add("trust", Line::trust)
        .csv();
  }

  /** Sentences without which the numbers would mislead. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (EvaluationReport report : reports) {
      report.notes().forEach(note -> notes.add(report.model() + ": " + note));
    }
    Set<String> sources = new LinkedHashSet<>();
    numbers().forEach(number -> sources.add(number.source()));
    sources.forEach(key -> notes.add(paper.sources().get(key).note()));
    if (numbers().stream().anyMatch(number -> number.metrics().size() > 1)) {
      notes.add("Where a source does not say which metric it quotes, its number is beside both.");
    }
    if (!numbers().isEmpty()) {
      notes.add("The paper chose estimator and guidance of each task on the items it reports.");
    }
    return notes;
  }

  /**
   * The accuracies in a chart, in per cent with standard errors over items.
   *
   * @throws UserException when there are none
   */
  public RowChart chart() {
    Map<String, Map<Row, Cell>> columns = columns();
    List<Row> rows =
        rows().stream()
            .filter(
                row ->
                    columns.values().stream()
                        .anyMatch(c -> c.containsKey(row) && c.get(row).isAccuracy))
            .toList();
    if (rows.isEmpty()) {
      throw new UserException(
          "there are no accuracies to draw: compare results with tasks other than perplexities");
    }
    List<RowChart.Series> series = new ArrayList<>();
    columns.forEach(
        (name, cells) -> {
          List<Double> values = new ArrayList<>();
          List<Double> errors = new ArrayList<>();
          for (Row row : rows) {
            Cell cell = cells.get(row);
            values.add(cell == null ? Double.NaN : 100 * cell.value);
            errors.add(cell == null || cell.error == null ? Double.NaN : 100 * cell.error);
          }
          series.add(new RowChart.Series(name, values, errors, name.startsWith("paper: ")));
        });
    return new RowChart(
        "",
        "accuracy in % ± standard error over items",
        rows.stream().map(Row::label).toList(),
        series,
        RowChart.Form.DOTS,
        rows.stream().map(this::chance).toList(),
        "chance");
  }

  private Double chance(Row row) {
    return reports.stream()
        .flatMap(report -> report.rows().stream())
        .filter(r -> r.task().equals(row.task) && r.metric().equals(row.metric))
        .filter(r -> r.chance() != null && r.chance() > 0)
        .findFirst()
        .map(r -> 100 * r.chance())
        .orElse(Double.NaN);
  }
}
