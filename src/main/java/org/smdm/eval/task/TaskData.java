package org.smdm.eval.task;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smdm.eval.Item;
import org.smdm.hub.HubNames;
import org.smdm.io.Sha256;
import org.smdm.io.UserException;

/**
 * The items of a task.
 *
 * @param task which
 * @param items in the order of the file, each with its position there
 * @param rows how many rows the file has, malformed ones included
 * @param malformed a sentence about each row that makes no item
 * @param sha256 hash of each file that was read (64 hexadecimal digits), by its name; of a folder,
 *     of all its files one after the other
 */
public record TaskData(
    Task task, List<Item> items, int rows, List<String> malformed, Map<String, String> sha256) {

  /** Copies the lists. */
  public TaskData {
    items = List.copyOf(items);
    malformed = List.copyOf(malformed);
    sha256 = new TreeMap<>(sha256);
  }

  /**
   * Reads a task's data from the first of its accepted files that is there.
   *
   * @param data folder that has a folder of the task's name, or the files that {@code get} brought;
   *     these are also found in {@code hub} beside it
   * @param rule for rows that make no item
   * @throws UserException if there is no such file, naming what to put where; or no row in it; or a
   *     malformed one and the rule refuses it
   */
  public static TaskData read(Task task, Path data, MalformedRows rule) {
    Path folder =
        folders(task, data)
            .filter(candidate -> accepted(task, candidate).isPresent())
            .findFirst()
            .orElseThrow(() -> missing(task, data.resolve(task.name())));
    TaskFile file = accepted(task, folder).orElseThrow();
    List<Path> paths = file.in(folder).orElseThrow();
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new UserException("%s is missing: put %s into %s".formatted(path, file, folder));
      }
    }
    List<Row> rows = file.reader().read(paths);
    if (rows.isEmpty()) {
      throw new UserException("%s holds no items: put %s there".formatted(paths.get(0), file));
    }
    Map<String, String> hashes = new TreeMap<>();
    paths.forEach(
        path -> {
          Path name = path.startsWith(folder) ? folder.relativize(path) : path.getFileName();
          hashes.put(name.toString(), hash(path));
        });
    return of(task, rows, rule, hashes);
  }

  private static Stream<Path> folders(Task task, Path data) {
    Stream<Path> brought =
        Stream.of(data, data.resolveSibling("hub"))
            .flatMap(hub -> HubNames.splits(task.name(), hub).stream());
    return Stream.concat(Stream.of(data.resolve(task.name())), brought);
  }

  private static Optional<TaskFile> accepted(Task task, Path folder) {
    return task.files().stream().filter(file -> file.in(folder).isPresent()).findFirst();
  }

  private static TaskData of(
      Task task, List<Row> rows, MalformedRows rule, Map<String, String> hashes) {
    List<Item> items = new ArrayList<>();
    List<String> malformed = new ArrayList<>();
    for (Row row : rows) {
      try {
        items.add(task.reading().apply(row));
      } catch (UserException e) {
        malformed.add(e.getMessage());
      }
    }
    if (!malformed.isEmpty() && (rule == MalformedRows.REFUSE || items.isEmpty())) {
      throw new UserException(
          malformed.size() == 1
              ? malformed.get(0)
              : "%s (and %d more of %s's %d items cannot be used)"
                  .formatted(malformed.get(0), malformed.size() - 1, task.name(), rows.size()));
    }
    Task whole = task.metrics().isEmpty() ? OwnTask.of(task, items, rows) : task;
    return new TaskData(whole, items, rows.size(), malformed, hashes);
  }

  private static UserException missing(Task task, Path folder) {
    return new UserException(
        "%s has no data: %sput %s into %s"
            .formatted(
                task.name(),
                task.isOnHub() ? "run ./smdm get %s, or ".formatted(task.name()) : "",
                task.files().stream().map(TaskFile::toString).collect(Collectors.joining(", or ")),
                folder));
  }

  private static String hash(Path path) {
    return Sha256.of(Files.isDirectory(path) ? FolderRows.files(path) : List.of(path));
  }

  /** Whether the file has as many rows as the published one, and all of them make items. */
  public boolean isWhole() {
    return rows == task.items() && malformed.isEmpty();
  }
}
