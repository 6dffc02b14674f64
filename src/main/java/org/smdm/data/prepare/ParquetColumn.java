package org.smdm.data.prepare;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.smdm.io.Excerpt;
import org.smdm.io.ParquetTable;
import org.smdm.io.UserException;

/**
 * A column of a Parquet file, or a field within one.
 *
 * @param expression for it in DuckDB's SQL
 * @param type as DuckDB writes it
 */
record ParquetColumn(String expression, String type) {

  /**
   * Finds a column. A name with dots is that of a column if there is one of just that name, else
   * its first part is one and the others are fields within.
   *
   * @param file for messages
   * @throws UserException if there is none, naming those that there are
   */
  static ParquetColumn find(ParquetTable table, Path file, String name) {
    ParquetColumn found = within(table, file, name, "", table.columns());
    if (found == null) {
      throw new UserException(
          "%s has no column %s: name one of %s"
              .formatted(
                  file, Excerpt.of(name), Excerpt.of(String.join(", ", table.columns().keySet()))));
    }
    return found;
  }

  /** Null where no field begins the name. */
  private static ParquetColumn within(
      ParquetTable table, Path file, String name, String parent, Map<String, String> fields) {
    for (int end = name.length(); end > 0; end = name.lastIndexOf('.', end - 1)) {
      String first = name.substring(0, end);
      String type = fields.get(first);
      if (type == null) {
        continue;
      }
      String expression = parent + '"' + first.replace("\"", "\"\"") + '"';
      if (end == name.length()) {
        return new ParquetColumn(expression, type);
      }
      String rest = name.substring(end + 1);
      Map<String, String> inside = inside(table, file, expression, first, type);
      ParquetColumn found = within(table, file, rest, expression + ".", inside);
      if (found == null) {
        throw new UserException(
            "Column %s of %s has no field %s: name one of %s"
                .formatted(
                    first, file, Excerpt.of(rest), Excerpt.of(String.join(", ", inside.keySet()))));
      }
      return found;
    }
    return null;
  }

  private static Map<String, String> inside(
      ParquetTable table, Path file, String expression, String name, String type) {
    if (!type.startsWith("STRUCT(") || type.endsWith("]")) {
      throw new UserException(
          "Column %s of %s has no fields, as it is of type %s: name one that holds text"
              .formatted(name, file, Excerpt.of(type)));
    }
    try {
      return table.describe("unnest(%s)".formatted(expression));
    } catch (SQLException e) {
      throw table.damaged(e);
    }
  }

  /** Bytes, which may be UTF-8 that the file's writer did not mark as such. */
  boolean isBytes() {
    return type.equals("BLOB");
  }

  /** Whether it is text, or bytes that may be. */
  boolean isText() {
    return type.equals("VARCHAR") || isBytes();
  }
}
