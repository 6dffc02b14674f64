package org.smdm.notebook;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smdm.chart.LineChart;
import org.smdm.io.Html;
import org.smdm.io.UserException;
import org.smdm.report.RunComparison;
import org.smdm.report.RunList;
import org.smdm.report.RunNames;
import org.smdm.report.RunProgress;
import org.smdm.report.RunQuantity;
import org.smdm.report.SeedTable;
import org.smdm.report.TextTable;
import tech.tablesaw.api.Table;

/**
 * Runs beside each other: a table of where they are and a chart of a quantity over their course.
 *
 * @param runs in the order of table and legend
 * @param quantity that the chart shows
 * @param over what it shows it
 */
public record Comparison(List<Run> runs, RunQuantity quantity, RunProgress over) {

  /** Checks that there is something to compare. */
  public Comparison {
    runs = List.copyOf(runs);
    if (runs.isEmpty()) {
      throw new UserException("there is no run to compare: name at least one");
    }
  }

  static Comparison of(List<Run> runs) {
    return new Comparison(runs, RunQuantity.LOSS, RunProgress.TOKENS);
  }

  /**
   * The same runs by another quantity.
   *
   * @param other what the chart shows
   */
  public Comparison by(RunQuantity other) {
    return new Comparison(runs, other, over);
  }

  /**
   * The same quantity over something else.
   *
   * @param other horizontal axis
   */
  public Comparison over(RunProgress other) {
    return new Comparison(runs, quantity, other);
  }

  /** Where the runs are, as columns of numbers and of texts. */
  public Table table() {
    return list().values(Instant.now());
  }

  /**
   * Runs that differ only in seed taken together, and how their validation losses differ from those
   * of one of these groups, seed by seed.
   *
   * @param base what the names of its runs begin with
   * @throws UserException when there is no such group
   */
  public TextTable bySeed(String base) {
    List<Path> folders = runs.stream().map(Run::folder).toList();
    return SeedTable.of(folders.get(0).toAbsolutePath().getParent(), folders, base).table();
  }

  private RunList list() {
    return RunList.of(runs.stream().map(Run::folder).toList());
  }

  /**
   * The quantity over the course of the runs.
   *
   * @throws UserException when nothing of it was recorded yet
   */
  public LineChart chart() {
    Map<Path, String> names = RunNames.of(runs.stream().map(Run::folder).distinct().toList());
    Map<String, Path> metrics = new LinkedHashMap<>();
    runs.forEach(run -> metrics.put(names.get(run.folder()), run.files().metrics()));
    return new RunComparison(metrics, quantity, over, RunComparison.Look.of(quantity)).chart();
  }

  Shown shown() {
    List<String> notes = new ArrayList<>();
    TextTable table = list().table(Instant.now(), notes);
    String chart = "";
    if (runs.stream().anyMatch(run -> Files.exists(run.files().metrics()))) {
      try {
        chart = chart().svg();
      } catch (UserException e) {
        // A run that has just begun has nothing to draw; its table says where it is.
        chart = Html.escape(e.getMessage());
      }
    }
    return Shown.table(table, notes, chart);
  }
}
