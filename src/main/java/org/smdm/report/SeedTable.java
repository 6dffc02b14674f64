package org.smdm.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.smdm.io.ConfigDifference;
import org.smdm.io.Json;
import org.smdm.stats.SampleMean;
import org.smdm.stats.StudentT;

/**
 * Validation losses over seeds, as a table or as JSON: one row for all finished runs that differ
 * only in seed and name, with the differences to one of these groups, paired by seed.
 */
public final class SeedTable {

  private final SeedStudy study;
  private final List<Row> rows;
  private final String base;

  /**
   * One group as JSON shows it.
   *
   * @param name what the names of its runs begin with
   * @param seeds in ascending order
   * @param losses last validation losses in nats per token, by seed
   * @param loss their mean
   * @param standardError of it; absent with one seed
   * @param difference mean of this group's loss less the base's, over the seeds that both have;
   *     absent for the base itself and where no seed is in both
   * @param differenceStandardError of it; absent with one such seed
   * @param pairs seeds that both have
   * @param tokens mean number of tokens read
   * @param flops 6·N·D of one run
   * @param changed fields of the config that differ from the base's
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Row(
      String name,
      List<Long> seeds,
      SortedMap<Long, Double> losses,
      double loss,
      Double standardError,
      Double difference,
      Double differenceStandardError,
      Integer pairs,
      double tokens,
      double flops,
      Map<String, String> changed) {

    static Row of(SeedGroup group, SeedGroup base) {
      SampleMean loss = group.loss();
      boolean isBase = group.equals(base);
      SampleMean above = group.above(base);
      SortedMap<String, String> changed = ConfigDifference.changed(base.config(), group.config());
      changed.keySet().removeIf(SeedStudy::isIndifferent);
      return new Row(
          group.name(),
          List.copyOf(group.losses().keySet()),
          group.losses(),
          loss.mean(),
          known(loss.standardError()),
          isBase ? null : known(above.mean()),
          isBase ? null : known(above.standardError()),
          isBase ? null : above.count(),
          group.tokens(),
          group.flops(),
          changed);
    }

    private static Double known(double number) {
      return Double.isFinite(number) ? number : null;
    }

    private String toBase() {
      return pairs == null ? "" : difference == null ? "–" : paired();
    }

    /** Student's t with as many degrees of freedom as there are pairs but one. */
    private String interval() {
      if (difference == null || differenceStandardError == null) {
        return "";
      }
      double reach = StudentT.reach(pairs - 1) * differenceStandardError;
      return String.format(Locale.ROOT, "[%+.4f, %+.4f]", difference - reach, difference + reach);
    }

    private String differences() {
      return changed.entrySet().stream()
          // Code is told by the first digits of its hash.
          .filter(
              field -> !field.getKey().matches("(model.architecture|objective).(source|version)"))
          .map(field -> lastPart(field.getKey()) + " " + brief(field.getValue().replace("\"", "")))
          .collect(Collectors.joining(", "));
    }

    private String paired() {
      return estimate("%+.4f", difference, differenceStandardError);
    }

    private static String estimate(String format, double value, Double error) {
      String text = String.format(Locale.ROOT, format, value);
      return error == null ? text : text + String.format(Locale.ROOT, " ± %.4f", error);
    }

    private static String brief(String value) {
      return value.replaceAll("\\b([0-9a-f]{6})[0-9a-f]{58}\\b", "$1");
    }

    private static String lastPart(String path) {
      return path.substring(path.lastIndexOf('.') + 1);
    }
  }

  /** The JSON. */
  private record Output(String against, List<Row> groups, List<SeedStudy.LeftOut> leftOut) {}

  private SeedTable(SeedStudy study, SeedGroup base) {
    this.study = study;
    this.base = base == null ? "" : base.name();
    this.rows = study.groups().stream().map(group -> Row.of(group, base)).toList();
  }

  /**
   * Reads all runs below a folder.
   *
   * @param root the folder
   * @param against name of the group that the others are compared with; null for the one of the
   *     lowest mean loss
   * @throws org.smdm.io.UserException when there is no such folder or group
   */
  public static SeedTable read(Path root, String against) {
    return of(SeedStudy.read(root), against);
  }

  /**
   * Takes some runs together.
   *
   * @param root below which their names are told
   * @param folders of the runs
   * @param against as in {@link #read}
   */
  public static SeedTable of(Path root, List<Path> folders, String against) {
    return of(SeedStudy.of(root, folders), against);
  }

  private static SeedTable of(SeedStudy study, String against) {
    if (against == null && study.groups().isEmpty()) {
      return new SeedTable(study, null);
    }
    return new SeedTable(study, against == null ? study.groups().get(0) : study.named(against));
  }

  /** Whether no run has finished. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /**
   * The table for a terminal, with a line below for every run that counts in no group.
   *
   * @param columns that a line may have
   */
  public String toText(int columns) {
    return (isEmpty() ? "" : table().toText(columns, "tokens", "FLOPs"))
        + study.leftOut().stream()
            .map(run -> "left out: %s (%s)%n".formatted(run.name(), run.reason()))
            .collect(Collectors.joining());
  }

  /** The table in Markdown, with a line below for every run that counts in no group. */
  public String toMarkdown() {
    return (isEmpty() ? "" : table().toMarkdown())
        + study.leftOut().stream()
            .map(run -> "\nLeft out: %s (%s)\n".formatted(run.name(), run.reason()))
            .collect(Collectors.joining());
  }

  /**
   * The table: losses with their standard errors, differences to the base with theirs and with 95 %
   * intervals of Student's t, which alone counts with few seeds.
   */
  public TextTable table() {
    return Columns.of(rows)
        .add("runs", Row::name)
        .add("seeds", row -> row.seeds.size())
        .add("validation loss", row -> Row.estimate("%.4f", row.loss, row.standardError))
        .add("difference to " + base, Row::toBase)
        .add("95%", Row::interval)
        .add("tokens", row -> RunList.count(Math.round(row.tokens)))
        .add("FLOPs", "%.3g", Row::flops)
        .add("config, where it differs", Row::differences)
        .table();
  }

  /** A JSON object with the groups, the name of the base and the runs left out. */
  public String toJson() {
    return Json.indented(new Output(base, rows, study.leftOut()));
  }
}
