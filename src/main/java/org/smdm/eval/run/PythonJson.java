package org.smdm.eval.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Iterator;
import java.util.Map;

/**
 * JSON to the letter as Python's {@code json.dumps(value, ensure_ascii=False)} writes it, which
 * lm-evaluation-harness hashes.
 */
final class PythonJson {

  private final StringBuilder out = new StringBuilder();
  private final boolean indented;

  private PythonJson(boolean indented) {
    this.indented = indented;
  }

  /** On one line, as by default. */
  static String compact(JsonNode value) {
    return new PythonJson(false).write(value, 0);
  }

  /** As with {@code indent=2}. */
  static String indented(JsonNode value) {
    return new PythonJson(true).write(value, 0);
  }

  private String write(JsonNode value, int depth) {
    if (value.isObject()) {
      object(value, depth);
    } else if (value.isArray()) {
      array(value, depth);
    } else if (value.isTextual()) {
      string(value.textValue());
    } else if (value.isFloatingPointNumber()) {
      out.append(number(value.doubleValue()));
    } else {
      out.append(value.asText()); // whole numbers, true, false and null
    }
    return out.toString();
  }

  private void object(JsonNode value, int depth) {
    out.append('{');
    Iterator<Map.Entry<String, JsonNode>> fields = value.properties().iterator();
    for (boolean first = true; fields.hasNext(); first = false) {
      Map.Entry<String, JsonNode> field = fields.next();
      separate(first, depth + 1);
      string(field.getKey());
      out.append(": ");
      write(field.getValue(), depth + 1);
    }
    close(value.isEmpty(), depth, '}');
  }

  private void array(JsonNode value, int depth) {
    out.append('[');
    for (int i = 0; i < value.size(); i++) {
      separate(i == 0, depth + 1);
      write(value.get(i), depth + 1);
    }
    close(value.isEmpty(), depth, ']');
  }

  private void separate(boolean first, int depth) {
    if (!first) {
      out.append(indented ? "," : ", ");
    }
    if (indented) {
      out.append('\n').append("  ".repeat(depth));
    }
  }

  private void close(boolean empty, int depth, char sign) {
    if (indented && !empty) {
      out.append('\n').append("  ".repeat(depth));
    }
    out.append(sign);
  }

  private void string(String text) {
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
          if (c < ' ') {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    return Double.isInfinite(value) ? (value > 0 ? "Infinity" : "-Infinity") : repr(value);
  }

  /** {@code repr(value)}: the fewest digits that read back as the value. */
  static String repr(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal shortest = new BigDecimal(value);
    for (int digits = 17; digits > 0; digits--) {
      BigDecimal shorter =
          new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (shorter.doubleValue() != value) {
        break;
      }
      shortest = shorter;
    }
    shortest = shortest.stripTrailingZeros();
    String digits = shortest.unscaledValue().abs().toString();
    int exponent = digits.length() - shortest.scale() - 1;
    String sign = value < 0 ? "-" : "";
    if (exponent >= -4 && exponent < 16) {
      String plain = shortest.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    return sign
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + "e%s%02d".formatted(exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
