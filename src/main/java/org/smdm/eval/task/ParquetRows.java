package org.smdm.eval.task;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.smdm.io.Json;
import org.smdm.io.ParquetTable;

/** Rows of a Parquet file. */
final class ParquetRows {

  private ParquetRows() {}

  static List<Row> read(Path file) {
    List<String> objects;
    try (ParquetTable table = new ParquetTable(file, true)) {
      objects = table.jsonRows();
    }
    return IntStream.range(0, objects.size())
        .mapToObj(
            i -> {
              String where = "Row %d of %s".formatted(i + 1, file);
              return new Row(i, where, () -> Json.line(objects.get(i), where));
            })
        .toList();
  }
}
