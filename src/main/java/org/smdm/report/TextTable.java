package org.smdm.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table as text: aligned for terminals, or as Markdown. Columns in which every filled cell is a
 * number (also with an error, a unit sign as % or k, or a dash for what is missing) are aligned
 * right, all others left.
 *
 * @param title above the table, empty for none
 * @param headers one per column
 * @param rows cells, as many in each row as there are headers
 */
public record TextTable(String title, List<String> headers, List<List<String>> rows) {
  private static final String NUMBER = "[-+−]?(\\d[\\d,]*(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?";
  private static final Pattern NUMERIC =
      Pattern.compile(
          "(?:%s(?: ?± ?%s)? ?[%%×xkMGT]?|[-+−]?(?:NaN|∞|Infinity)|[-–—])"
              .formatted(NUMBER, NUMBER));
  private static final Pattern LINE_BREAKING = Pattern.compile("[\\s\\p{Cntrl}]+");
  private static final String GAP = "  ";

  /** Texts are not cut to less than this before columns are left out. */
  private static final int SHORTEST_CUT = 12;

  /**
   * Copies the cells; white space and control characters in them become single spaces.
   *
   * @throws IllegalArgumentException when there is no column or a row has another length
   */
  public TextTable {
    headers = cleaned(headers);
    rows = rows.stream().map(TextTable::cleaned).toList();
    if (headers.isEmpty()) {
      throw new IllegalArgumentException("a table needs at least one column");
    }
    for (List<String> row : rows) {
      if (row.size() != headers.size()) {
        throw new IllegalArgumentException(
            "%d cells for %d columns: %s".formatted(row.size(), headers.size(), row));
      }
    }
  }

  /** A table without a title. */
  public static TextTable of(List<String> headers, List<List<String>> rows) {
    return new TextTable("", headers, rows);
  }

  private static List<String> cleaned(List<String> cells) {
    return cells.stream().map(c -> LINE_BREAKING.matcher(c).replaceAll(" ").strip()).toList();
  }

  /** The table as text: a rule under the header, no trailing spaces, ends in a line feed. */
  public String toText() {
    List<Integer> widths = widths(headers, rows);
    List<String> lines = new ArrayList<>();
    if (!title.isBlank()) {
      lines.add(title);
    }
    lines.add(line(headers, widths, GAP));
    lines.add(widths.stream().map("-"::repeat).collect(Collectors.joining(GAP)));
    rows.forEach(row -> lines.add(line(row, widths, GAP)));
    return lines.stream().map(String::stripTrailing).collect(Collectors.joining("\n", "", "\n"));
  }

  /**
   * The table for a terminal: columns that have no room are left out and named below it, long texts
   * are cut with …, and no line is longer than the terminal's.
   *
   * @param columns of the terminal
   * @param leastWanted titles of columns that are left out first; then come the last ones
   */
  public String toText(int columns, String... leastWanted) {
    Deque<String> dropped = new ArrayDeque<>(List.of(leastWanted));
    List<String> missing = new ArrayList<>();
    TextTable table = this;
    while (table.width() > columns && table.headers.size() > 1) {
      if (dropped.isEmpty() && table.cut(columns).width() <= columns) {
        break;
      }
      String next =
          dropped.isEmpty() ? table.headers.get(table.headers.size() - 1) : dropped.remove();
      if (table.headers.contains(next)) {
        table = table.without(table.headers.indexOf(next));
        missing.add(next);
      }
    }
    String note =
        missing.isEmpty()
            ? ""
            : TextWidth.wrapped("left out for room: " + String.join(", ", missing), columns) + "\n";
    return table.cut(columns).toText() + note;
  }

  private int width() {
    return widths(headers, rows).stream().mapToInt(w -> w + GAP.length()).sum() - GAP.length();
  }

  private TextTable without(int column) {
    return new TextTable(
        title, without(headers, column), rows.stream().map(row -> without(row, column)).toList());
  }

  private static List<String> without(List<String> cells, int column) {
    List<String> others = new ArrayList<>(cells);
    others.remove(column);
    return others;
  }

  /** Cuts the widest texts until the table fits or they are short; the title is broken. */
  private TextTable cut(int columns) {
    int[] most = widths(headers, rows).stream().mapToInt(w -> w).toArray();
    int excess = width() - columns;
    while (excess > 0) {
      int widest =
          IntStream.range(0, most.length)
              .filter(c -> !isNumeric(c))
              .reduce((a, b) -> most[b] > most[a] ? b : a)
              .orElse(-1);
      if (widest < 0 || (most[widest] <= SHORTEST_CUT && headers.size() > 1)) {
        break;
      }
      most[widest]--;
      excess--;
    }
    return new TextTable(
        title.isBlank() ? "" : TextWidth.wrapped(title, columns),
        cut(headers, most),
        rows.stream().map(row -> cut(row, most)).toList());
  }

  private static List<String> cut(List<String> cells, int[] most) {
    return IntStream.range(0, most.length)
        .mapToObj(c -> TextWidth.cut(cells.get(c), Math.max(1, most[c])))
        .toList();
  }

  /** The table in the Markdown of GitHub, with its columns aligned in the source too. */
  public String toMarkdown() {
    List<String> escapedHeaders = escaped(headers);
    List<List<String>> escapedRows = rows.stream().map(TextTable::escaped).toList();
    List<Integer> widths =
        widths(escapedHeaders, escapedRows).stream().map(w -> Math.max(w, 3)).toList();
    List<String> lines = new ArrayList<>();
    if (!title.isBlank()) {
      lines.add("**%s**".formatted(title));
      lines.add("");
    }
    lines.add("| " + line(escapedHeaders, widths, " | ") + " |");
    lines.add(
        IntStream.range(0, widths.size())
            .mapToObj(c -> "-".repeat(widths.get(c) - 1) + (isNumeric(c) ? ":" : "-"))
            .collect(Collectors.joining(" | ", "| ", " |")));
    escapedRows.forEach(row -> lines.add("| " + line(row, widths, " | ") + " |"));
    return lines.stream().collect(Collectors.joining("\n", "", "\n"));
  }

  /**
   * The table in Markdown with notes below it.
   *
   * @param notes an item of a list each
   */
  public String toMarkdown(List<String> notes) {
    return toMarkdown()
        + (notes.isEmpty() ? "" : "\n")
        + notes.stream().map(note -> "- " + note + "\n").collect(Collectors.joining());
  }

  /** The table as HTML that sorts itself by value when a header is clicked. */
  public String toHtml() {
    return HtmlTable.of(
        this, IntStream.range(0, headers.size()).mapToObj(this::isNumeric).toList());
  }

  private static List<String> escaped(List<String> cells) {
    return cells.stream().map(c -> c.replace("\\", "\\\\").replace("|", "\\|")).toList();
  }

  private static List<Integer> widths(List<String> headers, List<List<String>> rows) {
    return IntStream.range(0, headers.size())
        .mapToObj(
            c ->
                Math.max(
                    TextWidth.of(headers.get(c)),
                    rows.stream().mapToInt(row -> TextWidth.of(row.get(c))).max().orElse(0)))
        .toList();
  }

  private String line(List<String> cells, List<Integer> widths, String gap) {
    return IntStream.range(0, cells.size())
        .mapToObj(
            c -> {
              String padding = " ".repeat(widths.get(c) - TextWidth.of(cells.get(c)));
              return isNumeric(c) ? padding + cells.get(c) : cells.get(c) + padding;
            })
        .collect(Collectors.joining(gap));
  }

  private boolean isNumeric(int column) {
    List<String> filled =
        rows.stream().map(row -> row.get(column)).filter(cell -> !cell.isEmpty()).toList();
    return !filled.isEmpty() && filled.stream().allMatch(c -> NUMERIC.matcher(c).matches());
  }
}
