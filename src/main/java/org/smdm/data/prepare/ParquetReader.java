package org.smdm.data.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.smdm.io.Excerpt;
import org.smdm.io.ParquetTable;
import org.smdm.io.UserException;

/** Rows of a Parquet file, streamed in their order. */
final class ParquetReader implements DocumentReader {

  private final Path file;
  private final long size;
  private final ParquetTable table;
  private final ResultSet rows;
  private final boolean isDated;
  private final boolean areBytes;
  private final long count;
  private long number;

  ParquetReader(Path file, String textColumn, String dateColumn) throws IOException {
    this.file = file;
    this.size = Files.size(file);
    this.isDated = dateColumn != null;
    this.table = new ParquetTable(file);
    try {
      ParquetColumn text = ParquetColumn.find(table, file, textColumn);
      if (!text.isText()) {
        throw new UserException(
            "Column %s of %s is of type %s: name one that holds text"
                .formatted(textColumn, file, Excerpt.of(text.type())));
      }
      areBytes = text.isBytes();
      String date =
          isDated
              ? ", CAST(%s AS VARCHAR)"
                  .formatted(ParquetColumn.find(table, file, dateColumn).expression())
              : "";
      count = table.count();
      rows = table.select(text.expression() + date);
    } catch (SQLException e) {
      table.close();
      throw table.damaged(e);
    } catch (UserException e) {
      table.close();
      throw e;
    }
  }

  @Override
  public RawDocument next() throws IOException {
    try {
      if (!rows.next()) {
        return null;
      }
      number++;
      // Bytes are decoded where a document that is none can be told from the others.
      byte[] bytes = areBytes ? rows.getBytes(1) : null;
      String text = areBytes ? null : rows.getString(1);
      return new RawDocument(bytes, text, isDated ? rows.getString(2) : null, number);
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
