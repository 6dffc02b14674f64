package org.smdm.eval.task;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.smdm.code.OwnClass;
import org.smdm.eval.Item;
import org.smdm.eval.Metric;
import org.smdm.io.UserException;

/**
 * Tasks of a researcher's own: a file of rows, and what makes an item of a row. Items with choices
 * are measured by accuracy, also by length; those with a completion by its perplexity and whether
 * greedy decoding gives it.
 */
public final class OwnTask {

  private static final String MEND = "mend the row, or the task's code";

  private OwnTask() {}

  /**
   * A task of a function.
   *
   * @param name for tables and files; seeds the draws, as those of other tasks do
   * @param file of rows: {@code .jsonl}, {@code .json}, {@code .csv}, {@code .tsv}, {@code
   *     .parquet} or {@code .txt}
   * @param reading the item of a row, by {@link Row#choices} or {@link Row#completion}
   * @throws UserException when the file is not there, or a name is no name of a file
   */
  public static Task of(String name, Path file, Function<Row, Item> reading) {
    return of(name, file, reading, null);
  }

  /**
   * A task of source in Java: a method {@code Item item(Row row)} and what it needs.
   *
   * @param name for tables and files
   * @param file of rows
   * @param source whose code is run
   * @throws UserException when it does not compile, with the line of the source
   */
  public static Task ofSource(String name, Path file, String source) {
    String lines = source.replace("\r\n", "\n").stripTrailing() + "\n";
    OwnClass.Call<Item> item =
        new OwnClass("task", lines, Row.class.getPackage(), Item.class.getPackage())
            .method(Item.class, "item", "Item item(Row row)", Row.class);
    return of(name, file, row -> item.with(row), lines);
  }

  private static Task of(String name, Path file, Function<Row, Item> reading, String source) {
    if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")) {
      throw new UserException(
          "a task is called \"%s\": write letters, digits, _, - and . alone, for it names files"
              .formatted(name));
    }
    RowFile.require(file);
    return new Task(
        name,
        0,
        new Task.HubDataset(file.toString(), "", "test"),
        0,
        List.of(),
        List.of(TaskFile.own(file)),
        row -> item(row.mendedBy(MEND), reading),
        source);
  }

  /** The item of a row; whatever is wrong with the row or the code is told with the row's line. */
  private static Item item(Row row, Function<Row, Item> reading) {
    Item item;
    try {
      item = reading.apply(row);
    } catch (UserException e) {
      throw e.getMessage().startsWith(row.where())
          ? e
          : new UserException(row.where() + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new UserException("%s: the task's code throws %s".formatted(row.where(), e), e);
    }
    if (item == null) {
      throw row.unfit("makes no item: return row.choices(…) or row.completion(…)");
    }
    if (item.docId() != row.docId()) {
      throw row.unfit(
          "makes the item of another row: return row.choices(…) or row.completion(…) of this one");
    }
    if (item.continuations().stream().anyMatch(String::isBlank)) {
      throw row.wrong("has a choice without text");
    }
    return item;
  }

  /** The task with what its rows say of it. */
  static Task of(Task task, List<Item> items, List<Row> rows) {
    Item first = items.get(0);
    items.stream()
        .filter(item -> item.hasChoices() != first.hasChoices())
        .findFirst()
        .ifPresent(
            other -> {
              throw rows.get(other.docId())
                  .unfit(
                      "makes an item %s choices where the first has %s: let all be of one kind"
                          .formatted(
                              other.hasChoices() ? "with" : "without",
                              first.hasChoices() ? "some" : "none"));
            });
    return new Task(
        task.name(),
        task.version(),
        task.dataset(),
        rows.size(),
        first.hasChoices()
            ? List.of(Metric.ACC, Metric.ACC_NORM)
            : List.of(Metric.PERPLEXITY, Metric.ACC),
        task.files(),
        task.reading(),
        task.source());
  }
}
