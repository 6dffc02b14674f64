package org.smdm.data.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.smdm.io.ParquetTable;
import org.smdm.io.UserException;

/** Rows of a Parquet file, streamed in their order. */
final class ParquetReader implements DocumentReader {

  private final Path file;
  private final long size;
  private final ParquetTable table;
  private final ResultSet rows;
  private final boolean dated;
  private final long count;
  private long number;

  ParquetReader(Path file, String textColumn, String dateColumn) throws IOException {
    this.file = file;
    this.size = Files.size(file);
    this.dated = dateColumn != null;
    this.table = new ParquetTable(file);
    try {
      Map<String, String> columns = table.columns();
      check(columns, textColumn, "VARCHAR");
      if (dated) {
        check(columns, dateColumn, null);
      }
      count = table.count();
      rows =
          table.select(
              quoted(textColumn) + (dated ? ", CAST(" + quoted(dateColumn) + " AS VARCHAR)" : ""));
    } catch (SQLException e) {
      table.close();
      throw table.damaged(e);
    } catch (UserException e) {
      table.close();
      throw e;
    }
  }

  private void check(Map<String, String> columns, String column, String type) {
    List<String> path = Arrays.asList(column.split("\\.", -1));
    String found = columns.get(path.get(0));
    if (found == null) {
      throw new UserException(
          "%s has no column %s: name one of %s"
              .formatted(file, path.get(0), String.join(", ", columns.keySet())));
    }
    if (type != null && path.size() == 1 && !found.equals(type)) {
      throw new UserException(
          "Column %s of %s is of type %s: name one that holds text".formatted(column, file, found));
    }
  }

  private static String quoted(String column) {
    return Arrays.stream(column.split("\\.", -1))
        .map(part -> '"' + part.replace("\"", "\"\"") + '"')
        .collect(Collectors.joining("."));
  }

  @Override
  public RawDocument next() throws IOException {
    try {
      if (!rows.next()) {
        return null;
      }
      number++;
      return new RawDocument(null, rows.getString(1), dated ? rows.getString(2) : null, number);
    } catch (SQLException e) {
      throw table.damaged(e);
    }
  }

  @Override
  public long position() {
    return count == 0 ? size : size * number / count;
  }

  @Override
  public String sha256() throws IOException {
    try (HashedInput bytes = HashedInput.uncompressed(file)) {
      return bytes.sha256();
    }
  }

  @Override
  public void close() {
    table.close();
  }
}
