package org.smdm.jupyter.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Text that notebooks keep as a list of lines. In memory it is one string; files have the lines
 * that Jupyter would write, which are those of Python's {@code splitlines}.
 */
public final class MultilineText {

  private static final Pattern BEHIND_LINE_END =
      Pattern.compile("(?<=[\\n\\x0b\\f\\x1c-\\x1e\\x{85}\\x{2028}\\x{2029}])|(?<=\\r)(?!\\n)");
  private static final Set<String> OTHER_TEXTS = Set.of("application/javascript", "image/svg+xml");

  private MultilineText() {}

  /** Whether this is a string or a list of strings. */
  public static boolean isText(JsonNode node) {
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

  /** The whole of a string or of a list of strings; nothing of anything else. */
  public static String joined(JsonNode node) {
    if (!isText(node)) {
      return "";
    }
    if (node.isTextual()) {
      return node.textValue();
    }
    StringBuilder text = new StringBuilder();
    node.forEach(line -> text.append(line.textValue()));
    return text.toString();
  }

  /** Puts one string in the place of the lines of everything that may have several. */
  static void join(ObjectNode notebook) {
    forEachText(notebook, type -> !isJson(type), MultilineText::join);
  }

  /** Undoes {@link #join}, as Jupyter does. */
  static void split(ObjectNode notebook) {
    forEachText(
        notebook,
        type -> type.startsWith("text/") || OTHER_TEXTS.contains(type),
        MultilineText::split);
  }

  /** The fields that may be texts of lines; media of bundles by their types. */
  private static void forEachText(
      ObjectNode notebook, Predicate<String> isText, BiConsumer<JsonNode, String> work) {
    Consumer<JsonNode> bundle =
        media ->
            media.properties().stream()
                .map(Map.Entry::getKey)
                .filter(isText)
                .toList()
                .forEach(type -> work.accept(media, type));
    for (JsonNode cell : notebook.path("cells")) {
      work.accept(cell, "source");
      cell.path("attachments").forEach(bundle);
      for (JsonNode output : cell.path("outputs")) {
        work.accept(output, "text");
        bundle.accept(output.path("data"));
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
      if (!text.textValue().isEmpty()) {
        BEHIND_LINE_END.splitAsStream(text.textValue()).forEach(lines::add);
      }
      object.set(field, lines);
    }
  }

  private static boolean isJson(String type) {
    return type.equals("application/json")
        || (type.startsWith("application/") && type.endsWith("+json"));
  }
}
