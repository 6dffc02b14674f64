package org.smdm.report;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import org.smdm.io.TextFile;
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
    String text = TextFile.read(csv, "the metrics file of a run that has begun training");
    int end = text.lastIndexOf('\n');
    List<String> lines = end < 0 ? List.of() : text.substring(0, end).lines().toList();
    return lines.isEmpty()
        ? of(csv, "", lines, 1)
        : of(csv, lines.get(0), lines.subList(1, lines.size()), 2);
  }

  /**
   * The table of some whole lines.
   *
   * @param csv file that they are from
   * @param header names of its columns
   * @param lines without the header
   * @param first number of the first of them; 0 where it is not known
   */
  static Table of(Path csv, String header, List<String> lines, int first) {
    List<String> headers = Arrays.asList(header.strip().split(",", -1));
    if (header.isBlank()) {
      throw new UserException(
          "%s has no header line: give a file that a training run wrote".formatted(csv));
    }
    if (new LinkedHashSet<>(headers).size() != headers.size()) {
      throw new UserException(
          "%s names a column twice in its header '%s': rename one".formatted(csv, header));
    }
    List<DoubleColumn> columns = headers.stream().map(DoubleColumn::create).toList();
    for (int i = 0; i < lines.size(); i++) {
      String place =
          first == 0
              ? "%s: a line near its end".formatted(csv)
              : "%s: line %d".formatted(csv, first + i);
      append(place, columns, lines.get(i));
    }
    return Table.create(csv.getFileName().toString(), columns.toArray(new Column<?>[0]));
  }

  /** Adds one line. Tablesaw's own reader would skip blank lines and take '#' for a comment. */
  private static void append(String place, List<DoubleColumn> columns, String line) {
    String[] cells = line.strip().split(",", -1);
    if (cells.length != columns.size()) {
      throw new UserException(
          "%s has %d cells where the header has %d: mend or remove the line"
              .formatted(place, cells.length, columns.size()));
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
            "%s has '%s' in column '%s' where a number belongs: mend or remove the line"
                .formatted(place, cells[c], columns.get(c).name()),
            e);
      }
    }
  }
}
