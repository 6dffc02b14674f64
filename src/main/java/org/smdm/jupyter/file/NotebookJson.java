package org.smdm.jupyter.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON in the form of Jupyter's files, to the byte: an indent of one space, fields in order, the
 * escapes and numbers of Python.
 */
final class NotebookJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  static {
    // A picture in an output is one string, however large.
    MAPPER
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build());
  }

  private NotebookJson() {}

  /**
   * Reads any JSON.
   *
   * @throws JsonProcessingException when it is none
   */
  static JsonNode parse(String text) throws JsonProcessingException {
    return MAPPER.readTree(text);
  }

  /** Writes any JSON, with a line end. */
  static String text(JsonNode node) {
    StringBuilder out = new StringBuilder();
    append(out, node, 0);
    return out.append('\n').toString();
  }

  private static void append(StringBuilder out, JsonNode node, int depth) {
    if (node.isObject()) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      node.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
      String separator = "{";
      for (Map.Entry<String, JsonNode> entry : sorted.entrySet()) {
        newLine(out.append(separator), depth + 1);
        quote(out, entry.getKey());
        append(out.append(": "), entry.getValue(), depth + 1);
        separator = ",";
      }
      close(out, sorted.isEmpty(), "{", '}', depth);
    } else if (node.isArray()) {
      String separator = "[";
      for (JsonNode element : node) {
        newLine(out.append(separator), depth + 1);
        append(out, element, depth + 1);
        separator = ",";
      }
      close(out, node.isEmpty(), "[", ']', depth);
    } else if (node.isFloatingPointNumber()) {
      out.append(number(node));
    } else if (node.isNumber() || node.isBoolean() || node.isNull()) {
      out.append(node.asText());
    } else {
      quote(out, node.asText());
    }
  }

  private static void close(StringBuilder out, boolean empty, String open, char end, int depth) {
    if (empty) {
      out.append(open);
    } else {
      newLine(out, depth);
    }
    out.append(end);
  }

  private static void newLine(StringBuilder out, int depth) {
    out.append('\n').append(" ".repeat(depth));
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\f' -> out.append("\\f");
        case '\b' -> out.append("\\b");
        default -> {
          boolean loneSurrogate = Character.isSurrogate(c) && !isPaired(text, i);
          if (c < ' ' || loneSurrogate) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /** A half of a character alone cannot be written in UTF-8. */
  private static boolean isPaired(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }

  /** The digits that were read, in Python's notation. */
  private static String number(JsonNode node) {
    if (node.isDouble() && !Double.isFinite(node.doubleValue())) {
      return Double.toString(node.doubleValue());
    }
    BigDecimal value = node.decimalValue();
    if (value.signum() == 0) {
      return "0.0";
    }
    BigDecimal stripped = value.stripTrailingZeros();
    String digits = stripped.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - stripped.scale();
    String sign = value.signum() < 0 ? "-" : "";
    if (exponent < -4 || exponent >= 16) {
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      return "%s%s%se%s%02d"
          .formatted(
              sign, digits.charAt(0), fraction, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
    String plain = stripped.toPlainString();
    return plain.contains(".") ? plain : plain + ".0";
  }
}
