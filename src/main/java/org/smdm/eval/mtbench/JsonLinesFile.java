package org.smdm.eval.mtbench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.smdm.io.JsonLines;
import org.smdm.io.UserException;

/** Files of JSON objects, one per line. */
final class JsonLinesFile {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonLinesFile() {}

  /** Makes something of a line. */
  @FunctionalInterface
  interface Parser<T> {
    /**
     * @param object of the line
     * @param where the line, for messages
     */
    T parse(JsonNode object, String where);
  }

  /**
   * Reads a file; blank lines are skipped.
   *
   * @param what the file should be, for messages
   * @throws UserException when it is not there or a line is no object
   */
  static <T> List<T> read(Path file, String what, Parser<T> parser) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new UserException("%s does not exist: give %s".formatted(file, what), e);
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be read (%s): give %s in UTF-8".formatted(file, e.getMessage(), what), e);
    }
    List<T> parsed = new ArrayList<>();
    int number = 0;
    // Line feeds only: U+2028 and its like are legal inside JSON strings.
    for (String line : text.split("\n", -1)) {
      number++;
      if (!line.isBlank()) {
        String where = "Line %d of %s".formatted(number, file);
        parsed.add(parser.parse(JsonLines.object(line, where), where));
      }
    }
    return parsed;
  }

  /** A field that must be a text. */
  static String text(JsonNode object, String field, String where) {
    JsonNode value = object.path(field);
    if (!value.isTextual()) {
      throw new UserException(
          "%s has no \"%s\": give it that field as a string".formatted(where, field));
    }
    return value.textValue();
  }

  /** A field that must be a whole number. */
  static int number(JsonNode object, String field, String where) {
    JsonNode value = object.path(field);
    if (!value.canConvertToInt() || !value.isIntegralNumber()) {
      throw new UserException(
          "%s has no \"%s\": give it that field as a whole number".formatted(where, field));
    }
    return value.intValue();
  }

  /** An array of texts; empty where there is none. */
  static List<String> texts(JsonNode array, String where) {
    List<String> texts = new ArrayList<>();
    for (JsonNode text : array) {
      if (!text.isTextual()) {
        throw new UserException("%s holds a turn that is no string: mend it".formatted(where));
      }
      texts.add(text.textValue());
    }
    return texts;
  }

  static String line(Object tree) {
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a tree: " + tree, e);
    }
  }
}
