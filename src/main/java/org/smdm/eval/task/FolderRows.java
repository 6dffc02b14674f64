package org.smdm.eval.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.smdm.io.Json;
import org.smdm.io.UserException;

/** RACE's layout: a folder of files {@code N.txt}, each of which is one JSON object. */
final class FolderRows {

  private static final Pattern NAME = Pattern.compile("\\d{1,9}\\.txt");

  private FolderRows() {}

  static List<Row> read(Path folder) {
    List<Path> files = files(folder);
    return IntStream.range(0, files.size())
        .mapToObj(i -> row(i, files.get(i), files.get(i).toString()))
        .toList();
  }

  private static Row row(int docId, Path file, String where) {
    return new Row(docId, where, () -> Json.object(file, "an item of the task, a JSON object"));
  }

  /** The files in the order of their numbers. */
  static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .sorted(Comparator.comparingInt(FolderRows::number))
          .toList();
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be read (%s): make it a folder of files such as 80.txt"
              .formatted(folder, e.getClass().getSimpleName()),
          e);
    }
  }

  private static int number(Path file) {
    String name = file.getFileName().toString();
    return Integer.parseInt(name.substring(0, name.indexOf('.')));
  }
}
