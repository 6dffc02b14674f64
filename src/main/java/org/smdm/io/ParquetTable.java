package org.smdm.io;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A Parquet file, read by DuckDB with one thread, so that its rows keep their order. */
public final class ParquetTable implements AutoCloseable {

  private final Path file;
  private final Connection connection;

  /**
   * Opens a file.
   *
   * @throws UserException if it is no Parquet file
   */
  public ParquetTable(Path file) {
    this.file = file;
    FileKind.require(file, "a Parquet file", FileKind.PARQUET);
    Properties properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    Connection opened = null;
    try {
      opened = DriverManager.getConnection("jdbc:duckdb:", properties);
      execute(opened, "SET threads = 1");
      execute(opened, "SET memory_limit = '1GB'");
      execute(
          opened,
          "CREATE VIEW rows AS SELECT * FROM read_parquet('%s')"
              .formatted(file.toString().replace("'", "''")));
      connection = opened;
    } catch (SQLException e) {
      close(opened);
      throw damaged(e);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Names of the columns and their types as DuckDB writes them, in the order of the file. */
  public Map<String, String> columns() {
    Map<String, String> columns = new LinkedHashMap<>();
    try (var statement = connection.createStatement();
        ResultSet found = statement.executeQuery("DESCRIBE rows")) {
      while (found.next()) {
        columns.put(found.getString(1), found.getString(2));
      }
    } catch (SQLException e) {
      throw damaged(e);
    }
    return columns;
  }

  /** Number of rows. */
  public long count() {
    try (var statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT count(*) FROM rows")) {
      found.next();
      return found.getLong(1);
    } catch (SQLException e) {
      throw damaged(e);
    }
  }

  /**
   * Some values of every row, streamed.
   *
   * @param expressions in DuckDB's SQL, separated by commas; {@code rows} is the row as a whole
   * @return open until this table closes
   * @throws SQLException if the expressions do not fit the columns
   */
  public ResultSet select(String expressions) throws SQLException {
    return connection.createStatement().executeQuery("SELECT " + expressions + " FROM rows");
  }

  /** Every row as a JSON object, its fields in the order of the columns; of small files. */
  public List<String> jsonRows() {
    List<String> objects = new ArrayList<>();
    try (ResultSet rows = select("to_json(rows)")) {
      while (rows.next()) {
        objects.add(rows.getString(1));
      }
    } catch (SQLException e) {
      throw damaged(e);
    }
    return objects;
  }

  /** The sentence for a failure while reading. */
  public UserException damaged(SQLException e) {
    String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("no details");
    return new UserException(
        "%s cannot be read as Parquet (%s): fetch the file again".formatted(file, reason), e);
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
