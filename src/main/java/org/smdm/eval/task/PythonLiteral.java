package org.smdm.eval.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smdm.io.Json;

/**
 * Reads lists, dictionaries and strings as Python's {@code repr} writes them, which is JSON but for
 * single quotes, commas at the end and some escapes. Other literals do not occur in the data that
 * need it.
 */
final class PythonLiteral {

  private static final JsonMapper MAPPER =
      Json.dialect()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .build();

  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(?:x(\\p{XDigit}{2})|U(\\p{XDigit}{8})|.)", Pattern.DOTALL);

  /** Escapes that JSON lacks; it has the others, and refuses those that Python lacks. */
  private static final Map<String, String> ESCAPES =
      Map.of("\\'", "\\u0027", "\\a", "\\u0007", "\\v", "\\u000B");

  private PythonLiteral() {}

  /** The literal as JSON; null for a text that is none of these. */
  static JsonNode parse(String text) {
    try {
      JsonNode value = MAPPER.readTree(ESCAPE.matcher(text).replaceAll(PythonLiteral::inJson));
      return value.isContainerNode() || value.isTextual() ? value : null;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return null;
    }
  }

  private static String inJson(MatchResult escape) {
    String digits = escape.group(1) == null ? escape.group(2) : escape.group(1);
    if (digits == null) {
      return Matcher.quoteReplacement(ESCAPES.getOrDefault(escape.group(), escape.group()));
    }
    StringBuilder json = new StringBuilder();
    for (char unit : Character.toChars(Integer.parseUnsignedInt(digits, 16))) {
      json.append("\\u%04x".formatted((int) unit));
    }
    return Matcher.quoteReplacement(json.toString());
  }
}
