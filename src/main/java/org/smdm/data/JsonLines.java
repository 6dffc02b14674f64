package org.smdm.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.smdm.config.UserException;

/**
 * Reads documents from JSON lines: one object with a {@code "text"} per line, blank lines aside.
 */
public final class JsonLines {

  // Jackson's own limit of 20 million characters is smaller than a long book collection.
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonLines() {}

  /**
   * One document per line, named {@code file:line} with lines from 1. Lines end at {@code \n} only:
   * U+2028 and its like are legal inside JSON strings.
   *
   * @param bytes the whole file
   * @param name the file's name, for the ids
   * @param where the file, for messages
   * @throws UserException for a line that is not UTF-8, not a JSON object or without usable text
   */
  static List<Document> read(byte[] bytes, String name, String where) {
    List<Document> documents = new ArrayList<>();
    int number = 0;
    for (int from = 0; from < bytes.length; ) {
      number++;
      int to = from;
      while (to < bytes.length && bytes[to] != '\n') {
        to++;
      }
      String line = StrictUtf8.decode(bytes, from, to, where);
      if (!line.isBlank()) {
        documents.add(parse(line, name + ":" + number, "Line " + number + " of " + where));
      }
      from = to + 1;
    }
    return documents;
  }

  private static Document parse(String line, String id, String where) {
    JsonNode object = object(line, where);
    JsonNode text = object.path("text");
    if (!text.isTextual() || text.textValue().isBlank()) {
      throw new UserException(
          "%s has no \"text\" with something in it: give it that field as a string or remove it"
              .formatted(where));
    }
    String value = text.textValue();
    CorpusFiles.requireCleanText(value, where);
    return new Document(id, value, Years.ofFields(object));
  }

  /**
   * The object on one line, of any length.
   *
   * @param line without its line feed
   * @param where the line, for messages
   * @throws UserException when it is anything else
   */
  public static JsonNode object(String line, String where) {
    JsonNode object;
    try {
      object = MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
      throw new UserException(
          "%s is not valid JSON (near column %d): write one whole JSON object per line"
              .formatted(where, column),
          e);
    }
    if (!object.isObject()) {
      throw new UserException("%s is not a JSON object: write one per line".formatted(where));
    }
    return object;
  }
}
