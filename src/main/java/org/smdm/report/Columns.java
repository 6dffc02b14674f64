package org.smdm.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The columns of a table whose rows are of one kind: what each shows of a row, and how. From them
 * come a {@link TextTable} for people, comma-separated values for spreadsheets and a Tablesaw table
 * for code.
 *
 * @param <R> what a row is of
 */
public final class Columns<R> {

  private final List<R> rows;
  private final List<Column<R>> columns = new ArrayList<>();

  private record Column<R>(String title, String format, Function<? super R, ?> value) {

    /** Null where there is none: numbers that are none are missing. */
    Object of(R row) {
      Object found = value.apply(row);
      return found instanceof Double number && number.isNaN() ? null : found;
    }

    String text(R row) {
      Object found = of(row);
      return found == null ? "" : String.format(Locale.ROOT, format, found);
    }
  }

  private Columns(Collection<? extends R> rows) {
    this.rows = List.copyOf(rows);
  }

  /** Begins without columns. */
  public static <R> Columns<R> of(Collection<? extends R> rows) {
    return new Columns<>(rows);
  }

  /**
   * Adds a column of texts, or of values as Java writes them.
   *
   * @param title of it
   * @param value of a row; null and NaN leave the cell empty
   */
  public Columns<R> add(String title, Function<? super R, ?> value) {
    return add(title, "%s", value);
  }

  /**
   * Adds a column.
   *
   * @param title of it
   * @param format of a value, as {@code %.3f}
   * @param value of a row; null and NaN leave the cell empty
   */
  public Columns<R> add(String title, String format, Function<? super R, ?> value) {
    columns.add(new Column<>(title, format, value));
    return this;
  }

  private List<String> titles() {
    return columns.stream().map(Column::title).toList();
  }

  /** The values of a row by the titles of their columns; null for what is missing. */
  public Map<String, Object> cells(R row) {
    Map<String, Object> cells = new LinkedHashMap<>();
    columns.forEach(column -> cells.put(column.title, column.of(row)));
    return cells;
  }

  /** The table for people, without a title. */
  public TextTable table() {
    return table("");
  }

  /**
   * The table for people.
   *
   * @param title above it
   */
  public TextTable table(String title) {
    return new TextTable(
        title,
        titles(),
        rows.stream().map(row -> columns.stream().map(c -> c.text(row)).toList()).toList());
  }

  /**
   * All values with all their digits, as comma-separated values after RFC 4180 but with line feeds.
   */
  public String csv() {
    Stream<String> lines =
        rows.stream()
            .map(
                row ->
                    columns.stream().map(c -> quoted(c.of(row))).collect(Collectors.joining(",")));
    return Stream.concat(
            Stream.of(columns.stream().map(c -> quoted(c.title)).collect(Collectors.joining(","))),
            lines)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String quoted(Object value) {
    String text = value == null ? "" : value.toString();
    return text.matches("(?s).*[\",\n\r].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  /**
   * The values as columns of numbers and of texts.
   *
   * @param name of the table
   */
  public Table values(String name) {
    Table table = Table.create(name);
    for (Column<R> column : columns) {
      List<Object> values = new ArrayList<>();
      rows.forEach(row -> values.add(column.of(row)));
      boolean isNumeric = values.stream().allMatch(v -> v == null || v instanceof Number);
      if (isNumeric) {
        DoubleColumn numbers = DoubleColumn.create(column.title);
        values.forEach(v -> numbers.append(v == null ? null : ((Number) v).doubleValue()));
        table.addColumns(numbers);
      } else {
        StringColumn texts = StringColumn.create(column.title);
        values.forEach(v -> texts.append(v == null ? null : v.toString()));
        table.addColumns(texts);
      }
    }
    return table;
  }
}
