package org.smdm.eval.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.smdm.io.Json;
import org.smdm.io.TextFile;
import org.smdm.io.UserException;

/**
 * Rows of a file by the ending of its name: {@code .jsonl} and {@code .ndjson} have an object per
 * line, {@code .json} an array of objects, {@code .csv} and {@code .tsv} a header with the names of
 * the fields, which are texts, {@code .parquet} columns, and {@code .txt} a field {@code text} per
 * line.
 */
final class RowFile {

  private static final String WANTED =
      "the task's rows (.jsonl, .json, .csv, .tsv, .parquet, .txt)";

  private RowFile() {}

  /**
   * All rows of a file.
   *
   * @throws UserException when it is not there or of another kind
   */
  static List<Row> read(Path file) {
    require(file);
    return switch (ending(file)) {
      case "jsonl", "ndjson" -> LineRows.objects(file);
      case "json" -> elements(file);
      case "csv" -> separated(file, ',');
      case "tsv" -> separated(file, '\t');
      case "parquet" -> ParquetRows.read(file);
      default -> LineRows.texts(file);
    };
  }

  /**
   * Whether it can be read, as far as its name tells.
   *
   * @throws UserException when it is not there or of another kind
   */
  static void require(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UserException("there is no file %s: give %s".formatted(file, WANTED));
    }
    if (!List.of("jsonl", "ndjson", "json", "csv", "tsv", "parquet", "txt")
        .contains(ending(file))) {
      throw new UserException(
          "the name of %s does not say what is in it: give %s".formatted(file, WANTED));
    }
  }

  private static String ending(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static List<Row> elements(Path file) {
    List<Row> rows = new ArrayList<>();
    Json.elements(
        file,
        "a JSON array of objects",
        element -> {
          String where = "Element %d of %s".formatted(rows.size() + 1, file);
          rows.add(
              new Row(
                  rows.size(),
                  where,
                  () -> {
                    if (element instanceof ObjectNode object) {
                      return object;
                    }
                    throw new UserException(
                        "%s is %s: write an object".formatted(where, Json.kind(element)));
                  }));
        });
    return rows;
  }

  private static List<Row> separated(Path file, char separator) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setDelimiter(separator);
    settings.getFormat().setComment('\0');
    settings.setLineSeparatorDetectionEnabled(true);
    settings.setNormalizeLineEndingsWithinQuotes(false);
    settings.setIgnoreLeadingWhitespaces(false);
    settings.setIgnoreTrailingWhitespaces(false);
    settings.setSkipEmptyLines(false);
    settings.setMaxCharsPerColumn(-1);
    settings.setNullValue("");
    settings.setEmptyValue("");
    CsvParser parser = new CsvParser(settings);
    parser.beginParsing(new StringReader(TextFile.read(file, WANTED)));
    List<String> names = null;
    List<Row> rows = new ArrayList<>();
    long line = 0;
    for (String[] cells = parser.parseNext(); cells != null; cells = parser.parseNext()) {
      List<String> values = Arrays.asList(cells);
      long first = line + 1;
      line = parser.getContext().currentLine();
      boolean isBlank = values.stream().allMatch(String::isEmpty);
      if (names == null && !isBlank) {
        names = header(file, values);
      } else if (!isBlank) {
        rows.add(row(rows.size(), "Line %d of %s".formatted(first, file), names, values));
      }
    }
    return rows;
  }

  private static List<String> header(Path file, List<String> names) {
    if (new HashSet<>(names).size() < names.size()) {
      throw new UserException(
          "two columns of %s have the same name: give each its own in the first line"
              .formatted(file));
    }
    return names;
  }

  private static Row row(int docId, String where, List<String> names, List<String> values) {
    return new Row(
        docId,
        where,
        () -> {
          if (values.size() != names.size()) {
            throw new UserException(
                "%s has %d cells where the first line has %d: write them between quotes where they hold a separator"
                    .formatted(where, values.size(), names.size()));
          }
          ObjectNode fields = Json.newObject();
          for (int i = 0; i < names.size(); i++) {
            fields.put(names.get(i), values.get(i));
          }
          return fields;
        });
  }
}
