package org.smdm.data.prepare;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.smdm.config.PrepareConfig;
import org.smdm.io.FolderFiles;

/** Reads documents with what a column of dates says of them, one after the other. */
public final class DatedDocuments {

  private DatedDocuments() {}

  /**
   * A document.
   *
   * @param text its whole text, never blank
   * @param date what its column says; of the speeches and text files the year; null where there is
   *     none
   * @param where file and line or row, for messages
   */
  public record Dated(String text, String date, String where) {}

  /**
   * Reads all documents that are not empty.
   *
   * @param paths {@code sotu} (the embedded speeches), text, JSONL or Parquet files, plain or
   *     compressed, folders of them, or patterns
   * @param textColumn field of JSON objects or column of tables that holds the text
   * @param dateColumn the same for the date
   * @param each is given them, files by their paths, documents in the order of their file
   * @throws org.smdm.io.UserException naming the line that is no document, or the file that cannot
   *     be read
   */
  public static void read(
      List<String> paths, String textColumn, String dateColumn, Consumer<Dated> each) {
    PrepareConfig config =
        new PrepareConfig(
            List.of(new PrepareConfig.Source("text", 1, paths)),
            textColumn,
            dateColumn,
            null,
            null,
            "bytes",
            PrepareConfig.Separator.EOS,
            0,
            0,
            false,
            false);
    DocumentParser parser = new DocumentParser(config);
    for (InputFile file : InputFile.of(config.sources()).files()) {
      read(file, config, parser, each);
    }
  }

  /**
   * What folders hold that {@link #read} does not read, in a sentence.
   *
   * @param paths as there
   * @return nothing where all is read
   */
  public static Optional<String> leftOut(List<String> paths) {
    return FolderFiles.sentence(
        InputFile.of(List.of(new PrepareConfig.Source("text", 1, paths))).leftOut());
  }

  private static void read(
      InputFile file, PrepareConfig config, DocumentParser parser, Consumer<Dated> each) {
    long position = 0;
    try (DocumentReader reader = file.open(config)) {
      for (RawDocument raw = reader.next(); raw != null; raw = reader.next()) {
        position = reader.position();
        DocumentParser.Content content = parser.content(raw, file);
        if (!content.isEmpty()) {
          each.accept(new Dated(content.text(), content.date(), file.place(raw.number())));
        }
      }
    } catch (IOException e) {
      throw file.damaged(position, e);
    }
  }
}
