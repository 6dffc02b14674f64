package org.smdm.eval.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.smdm.io.Json;
import org.smdm.io.LineReader;
import org.smdm.io.TextLine;
import org.smdm.io.UserException;

/** Rows of files that have one per line. */
final class LineRows {

  private LineRows() {}

  static List<Row> objects(Path file) {
    return rows(file, TextLine::object);
  }

  static List<Row> texts(Path file) {
    return rows(file, line -> Json.newObject().put("text", line.text()));
  }

  private static List<Row> rows(Path file, Function<TextLine, ObjectNode> fields) {
    List<TextLine> lines = lines(file);
    return IntStream.range(0, lines.size())
        .mapToObj(i -> new Row(i, lines.get(i).where(), () -> fields.apply(lines.get(i))))
        .toList();
  }

  static List<Row> labelled(Path file, Path labels) {
    List<TextLine> lines = lines(file);
    List<TextLine> labelLines = lines(labels);
    if (lines.size() != labelLines.size()) {
      throw new UserException(
          "%s has %d lines and %s has %d: fetch both again, for a label must be on the line of its item"
              .formatted(file, lines.size(), labels, labelLines.size()));
    }
    return IntStream.range(0, lines.size())
        .mapToObj(
            i ->
                new Row(
                    i,
                    lines.get(i).where() + ", labelled by " + labels.getFileName(),
                    () -> lines.get(i).object().put("label", labelLines.get(i).text().strip())))
        .toList();
  }

  private static List<TextLine> lines(Path file) {
    return LineReader.all(file, "the task's data, one item per line");
  }
}
