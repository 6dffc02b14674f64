package org.smdm.data.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.smdm.config.UserException;

/** Rows of a Parquet file, streamed by DuckDB with one thread, so that they keep their order. */
final class ParquetReader implements DocumentReader {

  private final Path file;
  private final long size;
  private final Connection connection;
  private final ResultSet rows;
  private final boolean dated;
  private final long count;
  private long number;

  ParquetReader(Path file, String textColumn, String dateColumn) throws IOException {
    this.file = file;
    this.size = Files.size(file);
    this.dated = dateColumn != null;
    Properties properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    Connection opened = null;
    try {
      opened = DriverManager.getConnection("jdbc:duckdb:", properties);
      execute(opened, "SET threads = 1");
      execute(opened, "SET memory_limit = '1GB'");
      String table = "read_parquet('" + file.toString().replace("'", "''") + "')";
      Map<String, String> columns = columns(opened, table);
      check(columns, textColumn, "VARCHAR");
      if (dated) {
        check(columns, dateColumn, null);
      }
      count = count(opened, table);
      String select =
          quoted(textColumn) + (dated ? ", CAST(" + quoted(dateColumn) + " AS VARCHAR)" : "");
      rows = opened.createStatement().executeQuery("SELECT " + select + " FROM " + table);
      connection = opened;
    } catch (SQLException e) {
      close(opened);
      throw damaged(e);
    } catch (UserException e) {
      close(opened);
      throw e;
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Map<String, String> columns(Connection connection, String table)
      throws SQLException {
    Map<String, String> columns = new LinkedHashMap<>();
    try (var statement = connection.createStatement();
        ResultSet found = statement.executeQuery("DESCRIBE SELECT * FROM " + table)) {
      while (found.next()) {
        columns.put(found.getString(1), found.getString(2));
      }
    }
    return columns;
  }

  private static long count(Connection connection, String table) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT count(*) FROM " + table)) {
      found.next();
      return found.getLong(1);
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

  private UserException damaged(SQLException e) {
    String reason = new ArrayList<>(String.valueOf(e.getMessage()).lines().toList()).get(0);
    return new UserException(
        "%s cannot be read as Parquet (%s): fetch the file again".formatted(file, reason), e);
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
      throw damaged(e);
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
    close(connection);
  }

  private static void close(Connection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // An in-memory database: nothing is lost when it closes badly.
        return;
      }
    }
  }
}
