package org.smdm.eval.task;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Files of a task's data: under which names they are accepted, where to get them, how to read them.
 *
 * @param names within the task's folder, all of which must be there; none for what comes with the
 *     program
 * @param aliases other names that a single file may have
 * @param source where to get them
 * @param reader reads them
 */
public record TaskFile(List<String> names, List<String> aliases, String source, Reader reader) {

  /** Copies the lists. */
  public TaskFile {
    names = List.copyOf(names);
    aliases = List.copyOf(aliases);
  }

  /** Reads files. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Rows in the order of the file.
     *
     * @param files one path per name
     */
    List<Row> read(List<Path> files);
  }

  /** One JSON object per line. */
  public static TaskFile jsonLines(String name, String source) {
    return new TaskFile(List.of(name), List.of(), source, files -> LineRows.objects(files.get(0)));
  }

  /** One JSON object per line, and on the same line of another file the label. */
  public static TaskFile labelledJsonLines(String name, String labels, String source) {
    return new TaskFile(
        List.of(name, labels),
        List.of(),
        source,
        files -> LineRows.labelled(files.get(0), files.get(1)));
  }

  /** One {@code text} per line. */
  public static TaskFile textLines(String name, String source) {
    return new TaskFile(List.of(name), List.of(), source, files -> LineRows.texts(files.get(0)));
  }

  /**
   * A folder of {@code N.txt} files, one JSON object in each, in the order of N.
   *
   * @param aliases other names of the folder
   */
  public static TaskFile folder(String name, List<String> aliases, String source) {
    return new TaskFile(List.of(name), aliases, source, files -> FolderRows.read(files.get(0)));
  }

  /** The only Parquet file of a split of a data set on the HuggingFace hub. */
  public static TaskFile parquet(String split, String source) {
    return new TaskFile(
        List.of(split + "-00000-of-00001.parquet"),
        List.of(split + ".parquet", "0000.parquet"), // the latter where the hub converted it
        source,
        files -> ParquetRows.read(files.get(0)));
  }

  /**
   * A file of one's own.
   *
   * @param file with rows as {@link RowFile} reads them
   */
  static TaskFile own(Path file) {
    return new TaskFile(
        List.of(file.toAbsolutePath().toString()),
        List.of(),
        "where its task says",
        files -> RowFile.read(files.get(0)));
  }

  /** Rows that come with the program. */
  static TaskFile embedded(String source, Supplier<List<Row>> rows) {
    return new TaskFile(List.of(), List.of(), source, files -> rows.get());
  }

  /** Whether nothing has to be put anywhere. */
  public boolean isEmbedded() {
    return names.isEmpty();
  }

  /**
   * The paths in a folder.
   *
   * @return nothing if the first is not there
   */
  Optional<List<Path>> in(Path folder) {
    if (isEmbedded() || Files.exists(folder.resolve(names.get(0)))) {
      return Optional.of(names.stream().map(folder::resolve).toList());
    }
    return aliases.stream().map(folder::resolve).filter(Files::exists).findFirst().map(List::of);
  }

  @Override
  public String toString() {
    return isEmbedded()
        ? "nothing: from " + source
        : String.join(" and ", names) + " from " + source;
  }
}
