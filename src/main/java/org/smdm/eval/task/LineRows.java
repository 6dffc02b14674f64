package org.smdm.eval.task;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.smdm.io.JsonLines;
import org.smdm.io.StrictUtf8;
import org.smdm.io.UserException;

/**
 * Rows of files that have one per line; lines end at a line feed only, with or without a return.
 */
final class LineRows {

  private LineRows() {}

  static List<Row> objects(Path file) {
    return rows(file, LineRows::object);
  }

  static List<Row> texts(Path file) {
    return rows(file, (text, where) -> JsonNodeFactory.instance.objectNode().put("text", text));
  }

  /** Rows whose fields are made of the text of a line and its place. */
  private static List<Row> rows(Path file, BiFunction<String, String, ObjectNode> fields) {
    List<Line> lines = lines(file);
    return IntStream.range(0, lines.size())
        .mapToObj(
            i ->
                new Row(
                    i,
                    lines.get(i).where,
                    () -> fields.apply(lines.get(i).text.get(), lines.get(i).where)))
        .toList();
  }

  static List<Row> labelled(Path file, Path labels) {
    List<Line> lines = lines(file);
    List<Line> labelLines = lines(labels);
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
                    () ->
                        object(lines.get(i).text().get(), lines.get(i).where())
                            .put("label", labelLines.get(i).text().get().strip())))
        .toList();
  }

  static ObjectNode object(String line, String where) {
    return (ObjectNode) JsonLines.object(line, where);
  }

  private record Line(String where, Supplier<String> text) {}

  /** All lines but empty ones at the end. */
  private static List<Line> lines(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be read (%s): put a file there that you may read"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
    List<Line> lines = new ArrayList<>();
    int end = bytes.length;
    while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
      end--;
    }
    for (int from = 0; from < end; ) {
      int to = from;
      while (to < end && bytes[to] != '\n') {
        to++;
      }
      int start = from;
      int stop = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
      String where = "Line %d of %s".formatted(lines.size() + 1, file);
      lines.add(new Line(where, () -> StrictUtf8.decode(bytes, start, stop, where)));
      from = to + 1;
    }
    return lines;
  }
}
