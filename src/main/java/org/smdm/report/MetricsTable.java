package org.smdm.report;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import org.smdm.io.UserException;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Reads a run's metrics (comma-separated, one header line) as a Tablesaw table of numbers. */
public final class MetricsTable {
  private MetricsTable() {}

  /**
   * Reads a file of metrics. Empty cells and {@code NaN} are missing values. A last line without a
   * line feed is one that a run was stopped in the middle of, and is left out: its last number may
   * lack digits.
   *
   * @param csv the file
   * @return one double column per header, in the file's order
   * @throws UserException when the file is missing or empty, a line has another number of cells
   *     than the header, or a cell is no number
   */
  public static Table read(Path csv) {
    List<String> lines = completeLines(csv);
    if (lines.isEmpty() || lines.get(0).isBlank()) {
      throw new UserException(
          "%s has no header line: give a file that a training run wrote".formatted(csv));
    }
    List<String> headers = Arrays.asList(lines.get(0).split(",", -1));
    if (new LinkedHashSet<>(headers).size() != headers.size()) {
      throw new UserException(
          "%s names a column twice in its header '%s': rename one".formatted(csv, lines.get(0)));
    }
    List<DoubleColumn> columns = headers.stream().map(DoubleColumn::create).toList();
    for (int i = 1; i < lines.size(); i++) {
      append(csv, columns, lines.get(i), i + 1);
    }
    return Table.create(csv.getFileName().toString(), columns.toArray(new Column<?>[0]));
  }

  private static List<String> completeLines(Path csv) {
    try {
      String text = Files.readString(csv);
      int end = text.lastIndexOf('\n');
      return end < 0 ? List.of() : text.substring(0, end).lines().toList();
    } catch (NoSuchFileException e) {
      throw new UserException(
          "%s does not exist: give the metrics file of a run that has begun training"
              .formatted(csv),
          e);
    } catch (CharacterCodingException e) {
      throw new UserException(
          "%s is no text in UTF-8: give a comma-separated file of metrics".formatted(csv), e);
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be read (%s): check that it is a file and its permissions"
              .formatted(csv, e.getClass().getSimpleName()),
          e);
    }
  }

  /** Adds one line. Tablesaw's own reader would skip blank lines and take '#' for a comment. */
  private static void append(Path csv, List<DoubleColumn> columns, String line, int number) {
    String[] cells = line.split(",", -1);
    if (cells.length != columns.size()) {
      throw new UserException(
          "%s: line %d has %d cells where the header has %d: mend or remove the line"
              .formatted(csv, number, cells.length, columns.size()));
    }
    for (int c = 0; c < cells.length; c++) {
      if (cells[c].isBlank()) {
        columns.get(c).appendMissing();
        continue;
      }
      try {
        columns.get(c).append(Double.parseDouble(cells[c]));
      } catch (NumberFormatException e) {
        throw new UserException(
            "%s: line %d has '%s' in column '%s' where a number belongs: mend or remove the line"
                .formatted(csv, number, cells[c], columns.get(c).name()),
            e);
      }
    }
  }
}
