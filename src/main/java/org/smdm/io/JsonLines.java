package org.smdm.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads JSON lines: one object per line. */
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
