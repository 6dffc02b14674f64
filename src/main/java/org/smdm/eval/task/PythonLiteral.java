package org.smdm.eval.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Reads lists, dictionaries and strings as Python's {@code repr} writes them; numbers and other
 * literals do not occur in the data that need it.
 */
final class PythonLiteral {

  private static final Map<Character, String> ESCAPES =
      Map.of(
          'n', "\n", 't', "\t", 'r', "\r", 'f', "\f", 'b', "\b", 'a', "\u0007", 'v', "\u000B", '\\',
          "\\", '\'', "'", '"', "\"");

  private final String text;
  private int at;

  private PythonLiteral(String text) {
    this.text = text;
  }

  /** The literal as JSON; null for a text that is none of these. */
  static JsonNode parse(String text) {
    PythonLiteral literal = new PythonLiteral(text);
    try {
      JsonNode value = literal.value();
      literal.skipSpace();
      return literal.at == text.length() ? value : null;
    } catch (UnreadableException | StringIndexOutOfBoundsException | NumberFormatException e) {
      return null;
    }
  }

  private static final class UnreadableException extends Exception {}

  private JsonNode value() throws UnreadableException {
    skipSpace();
    char first = text.charAt(at);
    return switch (first) {
      case '[' -> list();
      case '{' -> dictionary();
      case '\'', '"' -> JsonNodeFactory.instance.textNode(string());
      default -> throw new UnreadableException();
    };
  }

  private ArrayNode list() throws UnreadableException {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    at++;
    while (!ends(']')) {
      list.add(value());
      separator(']');
    }
    return list;
  }

  private ObjectNode dictionary() throws UnreadableException {
    ObjectNode dictionary = JsonNodeFactory.instance.objectNode();
    at++;
    while (!ends('}')) {
      String key = string();
      skipSpace();
      if (text.charAt(at++) != ':') {
        throw new UnreadableException();
      }
      dictionary.set(key, value());
      separator('}');
    }
    return dictionary;
  }

  /** Whether the closing sign is next, which is then passed. */
  private boolean ends(char close) {
    skipSpace();
    boolean ends = text.charAt(at) == close;
    at += ends ? 1 : 0;
    return ends;
  }

  private void separator(char close) throws UnreadableException {
    skipSpace();
    if (text.charAt(at) == ',') {
      at++;
    } else if (text.charAt(at) != close) {
      throw new UnreadableException();
    }
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private String string() throws UnreadableException {
    char quote = text.charAt(at++);
    if (quote != '\'' && quote != '"') {
      throw new UnreadableException();
    }
    StringBuilder string = new StringBuilder();
    for (char c = text.charAt(at++); c != quote; c = text.charAt(at++)) {
      if (c == '\\') {
        escape(string);
      } else {
        string.append(c);
      }
    }
    return string.toString();
  }

  private void escape(StringBuilder string) throws UnreadableException {
    char kind = text.charAt(at++);
    int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
    if (digits > 0) {
      int codePoint = Integer.parseUnsignedInt(text.substring(at, at + digits), 16);
      if (!Character.isValidCodePoint(codePoint)) {
        throw new UnreadableException();
      }
      string.appendCodePoint(codePoint);
      at += digits;
    } else if (ESCAPES.containsKey(kind)) {
      string.append(ESCAPES.get(kind));
    } else {
      throw new UnreadableException();
    }
  }
}
