package org.smdm.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

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

  private static final List<String> HEADERS =
      List.of(
          "run",
          "family",
          "params",
          "state",
          "step",
          "of",
          "tokens",
          "loss",
          "validation",
          "tokens/s",
          "age");

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
   */
  public String toText(Instant now) {
    List<String> notes = new ArrayList<>();
    StringBuilder text = new StringBuilder(table(now, notes).toText());
    notes.forEach(note -> text.append(note).append('\n'));
    return text.toString();
  }

  /**
   * The table alone.
   *
   * @param now from which ages are counted
   * @param notes receives what is wrong with runs that cannot be read or failed
   */
  public TextTable table(Instant now, List<String> notes) {
    List<List<String>> rows = new ArrayList<>();
    for (RunSummary run : runs) {
      String note = run.error() == null ? run.reason() : run.error();
      String mark = "";
      if (note != null) {
        notes.add("[%d] %s".formatted(notes.size() + 1, note));
        mark = " [%d]".formatted(notes.size());
      }
      rows.add(row(run, mark, now));
    }
    return TextTable.of(HEADERS, rows);
  }

  private static List<String> row(RunSummary run, String mark, Instant now) {
    return List.of(
        run.name(),
        run.family() == null ? "" : run.family().toUpperCase(Locale.ROOT),
        count(run.nonEmbeddingParameters()),
        (run.error() == null ? run.state() : "unreadable") + mark,
        whole(run.step()),
        whole(run.steps()),
        count(run.tokens()),
        decimals(run.loss()),
        run.validationStandardError() == null
            ? decimals(run.validationLoss())
            : decimals(run.validationLoss()) + " ± " + decimals(run.validationStandardError()),
        run.tokensPerSecond() == null ? "" : whole(Math.round(run.tokensPerSecond())),
        run.began() == null
            ? ""
            : TimeSpan.text(Duration.between(run.beginning(), now).toMillis() / 1e3));
  }

  /** The runs as a JSON array, one object each; what is not known is left out. */
  public String toJson() {
    try {
      return JsonMapper.builder()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .build()
              .writeValueAsString(runs)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("summaries are plain values", e);
    }
  }

  private static String decimals(Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static String whole(Long value) {
    return value == null ? "" : String.format(Locale.ROOT, "%,d", value);
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
