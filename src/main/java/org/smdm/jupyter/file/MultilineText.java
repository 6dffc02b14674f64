package org.smdm.jupyter.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Text that notebooks keep as a list of lines. In memory it is one string; files have the lines
 * that Jupyter would write, which are those of Python's {@code splitlines}.
 */
final class MultilineText {

  private static final String LINE_ENDS = "\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029";
  private static final Set<String> OTHER_TEXTS = Set.of("application/javascript", "image/svg+xml");

  private MultilineText() {}

  /** Whether this is a string or a list of strings. */
  static boolean isText(JsonNode node) {
    if (!node.isArray()) {
      return node.isTextual();
    }
    for (JsonNode line : node) {
      if (!line.isTextual()) {
        return false;
      }
    }
    return true;
  }

  /** The whole of a string or of a list of strings. */
  static String joined(JsonNode node) {
    if (!node.isArray()) {
      return node.asText();
    }
    StringBuilder text = new StringBuilder();
    node.forEach(line -> text.append(line.asText()));
    return text.toString();
  }

  /** Puts one string in the place of the lines of everything that may have several. */
  static void join(ObjectNode notebook) {
    for (JsonNode cell : notebook.path("cells")) {
      join(cell, "source");
      cell.path("attachments").forEach(MultilineText::joinBundle);
      for (JsonNode output : cell.path("outputs")) {
        join(output, "text");
        joinBundle(output.path("data"));
      }
    }
  }

  /** Undoes {@link #join}, as Jupyter does. */
  static void split(ObjectNode notebook) {
    for (JsonNode cell : notebook.path("cells")) {
      split(cell, "source");
      cell.path("attachments").forEach(MultilineText::splitBundle);
      for (JsonNode output : cell.path("outputs")) {
        split(output, "text");
        splitBundle(output.path("data"));
      }
    }
  }

  private static void join(JsonNode owner, String field) {
    JsonNode value = owner.path(field);
    if (owner instanceof ObjectNode object && value.isArray() && isText(value)) {
      object.put(field, joined(value));
    }
  }

  private static void split(JsonNode owner, String field) {
    if (owner instanceof ObjectNode object && object.get(field) instanceof TextNode text) {
      ArrayNode lines = JsonNodeFactory.instance.arrayNode();
      lines(text.textValue()).forEach(lines::add);
      object.set(field, lines);
    }
  }

  private static void joinBundle(JsonNode bundle) {
    for (Map.Entry<String, JsonNode> entry : List.copyOf(bundle.properties())) {
      if (!isJson(entry.getKey())) {
        join(bundle, entry.getKey());
      }
    }
  }

  private static void splitBundle(JsonNode bundle) {
    for (Map.Entry<String, JsonNode> entry : List.copyOf(bundle.properties())) {
      String type = entry.getKey();
      if (type.startsWith("text/") || OTHER_TEXTS.contains(type)) {
        split(bundle, type);
      }
    }
  }

  private static boolean isJson(String type) {
    return type.equals("application/json")
        || (type.startsWith("application/") && type.endsWith("+json"));
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean goesOn = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if (LINE_ENDS.indexOf(c) >= 0 && !goesOn) {
        lines.add(text.substring(begin, i + 1));
        begin = i + 1;
      }
    }
    if (begin < text.length()) {
      lines.add(text.substring(begin));
    }
    return lines;
  }
}
