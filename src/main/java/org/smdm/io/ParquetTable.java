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

/**
 * A Parquet file, read by DuckDB. Every default of DuckDB that could change what is read, or
 * depends on the machine, is set here and nowhere else.
 */
public final class ParquetTable implements AutoCloseable {

  private static final List<String> SESSION =
      List.of(
          "SET threads = 1", // rows keep their order, and several files can be read beside each
          "SET preserve_insertion_order = true",
          "SET memory_limit = '1GB'",
          "SET temp_directory = ''", // otherwise large rows leave a .tmp in the working folder
          "SET TimeZone = 'UTC'", // moments become dates, which must not depend on the machine
          "SET Calendar = 'gregorian'",
          "SET binary_as_string = false",
          "SET enable_geoparquet_conversion = false", // columns stay what the file says
          "SET parquet_metadata_cache = false", // a file may be written anew under its name
          "SET enable_external_file_cache = false",
          "SET autoinstall_known_extensions = false", // nothing is fetched from the network
          "SET autoload_known_extensions = false",
          "SET lock_configuration = true");

  /** A column may be called anything but this; its rows are those of the file. */
  private static final String ROWS = "\"rows of the file\"";

  private final Path file;
  private final Connection connection;
  private final String source;

  /**
   * Opens a file.
   *
   * @throws UserException if it is no Parquet file
   */
  public ParquetTable(Path file) {
    this(file, false);
  }

  /**
   * Opens a file.
   *
   * @param areBytesText whether columns of bytes that are not marked as UTF-8 are text all the
   *     same, as older writers left out the mark; where not, they are bytes
   * @throws UserException if it is no Parquet file
   */
  public ParquetTable(Path file, boolean areBytesText) {
    this.file = file;
    FileKind.require(file, "a Parquet file", FileKind.PARQUET);
    Properties properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    source =
        // Columns are those of the file, never those that folders like "lang=en" or names spell.
        "read_parquet('%s', hive_partitioning = false, union_by_name = false, filename = false, file_row_number = false, utf8_validation = 'strict', int96_as = 'timestamp', binary_as_string = %s)"
            .formatted(literal(file), areBytesText);
    Connection opened = null;
    try {
      opened = DriverManager.getConnection("jdbc:duckdb:", properties);
      for (String setting : SESSION) {
        try (var statement = opened.createStatement()) {
          statement.execute(setting);
        }
      }
      connection = opened;
      columns();
    } catch (SQLException e) {
      close(opened);
      throw damaged(e);
    } catch (UserException e) {
      close(opened);
      throw e;
    }
  }

  /**
   * The path of just this file: without signs that stand for other names, and absolute, so that
   * none is taken for an address or a home folder.
   */
  private static String literal(Path file) {
    return file.toAbsolutePath().toString().replaceAll("[*?\\[]", "[$0]").replace("'", "''");
  }

  /** Names of the columns and their types as DuckDB writes them, in the order of the file. */
  public Map<String, String> columns() {
    try {
      return describe("*");
    } catch (SQLException e) {
      throw damaged(e);
    }
  }

  /**
   * Names and types of what expressions give.
   *
   * @param expressions in DuckDB's SQL, separated by commas
   * @throws SQLException if the expressions do not fit the columns
   */
  public Map<String, String> describe(String expressions) throws SQLException {
    Map<String, String> columns = new LinkedHashMap<>();
    try (var statement = connection.createStatement();
        ResultSet found = statement.executeQuery("DESCRIBE " + query(expressions))) {
      while (found.next()) {
        columns.put(found.getString(1), found.getString(2));
      }
    }
    return columns;
  }

  private String query(String expressions) {
    return "SELECT %s FROM %s AS %s".formatted(expressions, source, ROWS);
  }

  /** Number of rows. */
  public long count() {
    try (ResultSet found = select("count(*)")) {
      found.next();
      return found.getLong(1);
    } catch (SQLException e) {
      throw damaged(e);
    }
  }

  /**
   * Some values of every row, streamed.
   *
   * @param expressions in DuckDB's SQL, separated by commas
   * @return open until this table closes
   * @throws SQLException if the expressions do not fit the columns
   */
  public ResultSet select(String expressions) throws SQLException {
    return connection.createStatement().executeQuery(query(expressions));
  }

  /** Every row as a JSON object, its fields in the order of the columns; of small files. */
  public List<String> jsonRows() {
    List<String> objects = new ArrayList<>();
    try (ResultSet rows = select("to_json(%s)".formatted(ROWS))) {
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
        "%s cannot be read as Parquet (%s): fetch the file again"
            .formatted(file, Excerpt.of(reason)),
        e);
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
