package org.smdm.report;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import org.smdm.io.Json;
import tech.tablesaw.api.Table;

/** All runs below a folder, as a table or as JSON. */
public final class RunList {

  /** What comes first; runs that cannot be read come last in every order. */
  public enum Order {
    /** The lowest validation loss. */
    LOSS,
    /** The run that began last. */
    DATE,
    /** The first name. */
    NAME;

    private Comparator<RunSummary> comparator() {
      Comparator<RunSummary> byChoice =
          switch (this) {
            case LOSS ->
                Comparator.comparing(
                    RunSummary::validationLoss, Comparator.nullsLast(Comparator.naturalOrder()));
            case DATE ->
                Comparator.comparing(
                    RunSummary::beginning, Comparator.nullsLast(Comparator.reverseOrder()));
            case NAME -> Comparator.comparing(RunSummary::name);
          };
      Comparator<RunSummary> readableFirst = Comparator.comparing(run -> run.error() != null);
      return readableFirst.thenComparing(byChoice).thenComparing(RunSummary::name);
    }
  }

  /** Columns that a narrow terminal is spared. */
  private static final String[] LEAST_WANTED = {
    "params", "tokens", "tokens/s", "of", "family", "age"
  };

  private final List<RunSummary> runs;

  private RunList(List<RunSummary> runs) {
    this.runs = runs;
  }

  /**
   * Reads all runs below a folder. Runs that are damaged are listed with what is wrong with them.
   *
   * @param root the folder
   * @param order of the list
   * @throws org.smdm.io.UserException when there is no such folder
   */
  public static RunList read(Path root, Order order) {
    return new RunList(
        RunFinder.find(root).stream()
            .map(folder -> RunSummary.read(root, folder))
            .sorted(order.comparator())
            .toList());
  }

  /**
   * Reads some runs.
   *
   * @param folders of the runs, in the order of the list
   */
  public static RunList of(List<Path> folders) {
    return new RunList(
        folders.stream()
            .map(folder -> RunSummary.read(folder.resolveSibling(""), folder))
            .toList());
  }

  /** Whether there are no runs. */
  public boolean isEmpty() {
    return runs.isEmpty();
  }

  /**
   * The table for a terminal, with a note below for every run that cannot be read or failed.
   *
   * @param now from which ages are counted
   * @param columns that a line may have
   */
  public String toText(Instant now, int columns) {
    List<String> notes = new ArrayList<>();
    StringBuilder text = new StringBuilder(table(now, notes).toText(columns, LEAST_WANTED));
    notes.forEach(note -> text.append(TextWidth.wrapped(note, columns)).append('\n'));
    return text.toString();
  }

  /**
   * The table alone.
   *
   * @param now from which ages are counted
   * @param notes receives what is wrong with runs that cannot be read or failed
   */
  public TextTable table(Instant now, List<String> notes) {
    IdentityHashMap<RunSummary, String> marks = new IdentityHashMap<>();
    for (RunSummary run : runs) {
      String note = run.error() == null ? run.reason() : run.error();
      if (note != null) {
        notes.add("[%d] %s".formatted(notes.size() + 1, note));
        marks.put(run, " [%d]".formatted(notes.size()));
      }
    }
    return columns(now, marks).table();
  }

  /**
   * What is known of the runs, as columns of numbers and of texts.
   *
   * @param now from which ages are counted
   */
  public Table values(Instant now) {
    return Columns.of(runs)
        .add("run", RunSummary::name)
        .add("family", RunSummary::family)
        .add("parameters", RunSummary::nonEmbeddingParameters)
        .add("state", RunSummary::state)
        .add("step", RunSummary::step)
        .add("steps", RunSummary::steps)
        .add("tokens", RunSummary::tokens)
        .add("loss", RunSummary::loss)
        .add("validation loss", RunSummary::validationLoss)
        .add("validation standard error", RunSummary::validationStandardError)
        .add("tokens per second", RunSummary::tokensPerSecond)
        .add("age in seconds", run -> age(run, now))
        .values("runs");
  }

  private static Double age(RunSummary run, Instant now) {
    return run.began() == null ? null : Duration.between(run.beginning(), now).toMillis() / 1e3;
  }

  private Columns<RunSummary> columns(Instant now, IdentityHashMap<RunSummary, String> marks) {
    return Columns.of(runs)
        .add("run", RunSummary::name)
        .add("family", run -> run.family() == null ? null : run.family().toUpperCase(Locale.ROOT))
        .add("params", run -> count(run.nonEmbeddingParameters()))
        .add(
            "state",
            run -> (run.error() == null ? run.state() : "unreadable") + marks.getOrDefault(run, ""))
        .add("step", "%,d", RunSummary::step)
        .add("of", "%,d", RunSummary::steps)
        .add("tokens", run -> count(run.tokens()))
        .add("loss", "%.3f", RunSummary::loss)
        .add("validation", RunList::validation)
        .add("tokens/s", "%,.0f", RunSummary::tokensPerSecond)
        .add("age", run -> run.began() == null ? null : TimeSpan.text(age(run, now)));
  }

  private static String validation(RunSummary run) {
    Double loss = run.validationLoss();
    Double error = run.validationStandardError();
    return loss == null
        ? null
        : EvaluationTable.estimate(loss, error == null ? Double.NaN : error, 3);
  }

  /** The runs as a JSON array, one object each; what is not known is left out. */
  public String toJson() {
    return Json.indented(runs);
  }

  /** A number to three digits with k, M, G or T for thousands and their powers. */
  static String count(Long value) {
    if (value == null) {
      return "";
    }
    String[] units = {"", "k", "M", "G", "T"};
    double scaled = value;
    int unit = 0;
    while (scaled >= 999.5 && unit < units.length - 1) {
      scaled /= 1000;
      unit++;
    }
    int digits = unit == 0 || scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + digits + "f%s", scaled, units[unit]);
  }
}
