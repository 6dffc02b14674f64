package org.smdm.io;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** What a JSON value is, in words for messages. */
public final class JsonKind {

  private JsonKind() {}

  /** The kind with its article, as in "an array"; "nothing" for an absent value. */
  public static String of(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case MISSING -> "nothing";
      case NULL -> "null";
      default -> "a " + value.getNodeType().toString().toLowerCase(Locale.ROOT);
    };
  }
}
