package org.smdm.io;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON to the letter as Python's {@code json.dumps(value, ensure_ascii=False)} writes it, which
 * lm-evaluation-harness hashes and Jupyter keeps its notebooks in.
 */
public final class PythonJson {

  private final StringBuilder out = new StringBuilder();
  private final String indent;

  /** Of notebooks: names in order, numbers as they were read, half characters escaped. */
  private final boolean isNotebook;

  private PythonJson(String indent, boolean isNotebook) {
    this.indent = indent;
    this.isNotebook = isNotebook;
  }

  /** On one line, as by default. */
  public static String compact(JsonNode value) {
    return new PythonJson("", false).write(value, 0);
  }

  /** As with {@code indent=2}. */
  public static String indented(JsonNode value) {
    return new PythonJson("  ", false).write(value, 0);
  }

  /** As Jupyter writes its files: {@code indent=1, sort_keys=True}, and a line end. */
  public static String notebook(JsonNode value) {
    return new PythonJson(" ", true).write(value, 0) + "\n";
  }

  private String write(JsonNode value, int depth) {
    if (value.isObject()) {
      object(value, depth);
    } else if (value.isArray()) {
      array(value, depth);
    } else if (value.isFloatingPointNumber()) {
      out.append(number(value));
    } else if (value.isNumber() || value.isBoolean() || value.isNull()) {
      out.append(value.asText());
    } else {
      string(value.asText());
    }
    return out.toString();
  }

  private void object(JsonNode value, int depth) {
    Collection<Map.Entry<String, JsonNode>> fields = value.properties();
    if (isNotebook) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      fields.forEach(field -> sorted.put(field.getKey(), field.getValue()));
      fields = sorted.entrySet();
    }
    out.append('{');
    boolean isFirst = true;
    for (Map.Entry<String, JsonNode> field : fields) {
      separate(isFirst, depth + 1);
      string(field.getKey());
      out.append(": ");
      write(field.getValue(), depth + 1);
      isFirst = false;
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

  private void separate(boolean isFirst, int depth) {
    if (!isFirst) {
      out.append(indent.isEmpty() ? ", " : ",");
    }
    newLine(depth);
  }

  private void newLine(int depth) {
    if (!indent.isEmpty()) {
      out.append('\n').append(indent.repeat(depth));
    }
  }

  private void close(boolean isEmpty, int depth, char sign) {
    if (!isEmpty) {
      newLine(depth);
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
          if (c < ' ' || (isNotebook && Character.isSurrogate(c) && !isPaired(text, i))) {
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

  private String number(JsonNode number) {
    double value = number.doubleValue();
    if (number.isDouble() && !Double.isFinite(value)) {
      return Double.toString(value); // NaN, Infinity and -Infinity, as Python
    }
    if (!isNotebook) {
      return Double.isInfinite(value) ? Double.toString(value) : repr(value);
    }
    BigDecimal digits = number.decimalValue();
    return digits.signum() == 0 ? "0.0" : notation(digits);
  }

  /** {@code repr(value)}: the fewest digits that read back as the value. */
  public static String repr(double value) {
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
    return notation(shortest);
  }

  /** A number other than 0 in Python's notation. */
  private static String notation(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    String digits = stripped.unscaledValue().abs().toString();
    long exponent = digits.length() - 1L - stripped.scale();
    if (exponent >= -4 && exponent < 16) {
      String plain = stripped.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    return (value.signum() < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + "e%s%02d".formatted(exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
