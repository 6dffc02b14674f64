package org.smdm.jupyter.file;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Values of the command line as Java of a type. */
final class ParameterLiteral {

  private static final Pattern WHOLE = Pattern.compile("[-+]?\\d+(_+\\d+)*");
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,4})?");
  private static final Pattern LIST =
      Pattern.compile("(?:java\\.util\\.)?(?:List|Collection|Iterable)<(\\w+)>");

  private static final Map<String, UnaryOperator<String>> SCALARS =
      Map.ofEntries(
          Map.entry("byte", text -> whole(text, Byte.MIN_VALUE, Byte.MAX_VALUE)),
          Map.entry("short", text -> whole(text, Short.MIN_VALUE, Short.MAX_VALUE)),
          Map.entry("int", text -> whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE)),
          Map.entry("long", text -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE) + "L"),
          Map.entry("float", text -> decimal(text, Float.MIN_VALUE, Float.MAX_VALUE) + "f"),
          Map.entry("double", text -> decimal(text, Double.MIN_VALUE, Double.MAX_VALUE)),
          Map.entry("boolean", ParameterLiteral::bool),
          Map.entry("char", ParameterLiteral::character),
          Map.entry("String", ParameterLiteral::string),
          Map.entry("Path", text -> "java.nio.file.Path.of(" + string(text) + ")"));

  private static final Map<String, String> UNBOXED =
      Map.of(
          "Byte", "byte",
          "Short", "short",
          "Integer", "int",
          "Long", "long",
          "Float", "float",
          "Double", "double",
          "Boolean", "boolean",
          "Character", "char");

  private ParameterLiteral() {}

  /** A text that is no value of its type. */
  static final class Unfit extends RuntimeException {
    Unfit(String expected) {
      super(expected, null, false, false);
    }
  }

  /** Whether values of a type can be written on the command line. */
  static boolean knows(String type) {
    return SCALARS.containsKey(scalar(element(type)));
  }

  /**
   * The initialiser of a variable.
   *
   * @param type one that is known
   * @param text the value; those of arrays and lists stand between commas
   * @throws Unfit with what the type expects
   */
  static String of(String type, String text) {
    String element = element(type);
    UnaryOperator<String> scalar = SCALARS.get(scalar(element));
    if (element.equals(type)) {
      return scalar.apply(text);
    }
    String elements =
        text.isBlank()
            ? ""
            : Arrays.stream(text.split(",", -1))
                .map(part -> scalar.apply(part.strip()))
                .collect(Collectors.joining(", "));
    return type.endsWith("[]") ? "{" + elements + "}" : "java.util.List.of(" + elements + ")";
  }

  /** The type that a value seems to have. */
  static String typeOf(String text) {
    if (text.equals("true") || text.equals("false")) {
      return "boolean";
    }
    for (String type : List.of("int", "long", "double")) {
      if (fits(type, text)) {
        return type;
      }
    }
    return "String";
  }

  private static boolean fits(String type, String text) {
    try {
      of(type, text);
      return true;
    } catch (Unfit e) {
      return false;
    }
  }

  private static String element(String type) {
    if (type.endsWith("[]")) {
      return type.substring(0, type.length() - 2);
    }
    Matcher list = LIST.matcher(type);
    return list.matches() ? list.group(1) : type;
  }

  private static String scalar(String type) {
    String simple = type.replaceFirst("^java\\.(lang|nio\\.file)\\.", "");
    return UNBOXED.getOrDefault(simple, simple);
  }

  private static String whole(String text, long least, long most) {
    if (WHOLE.matcher(text).matches()) {
      try {
        long value = Long.parseLong(text.replace("_", ""));
        if (value >= least && value <= most) {
          return Long.toString(value);
        }
      } catch (NumberFormatException e) {
        throw new Unfit("a whole number from %d to %d".formatted(least, most));
      }
    }
    throw new Unfit("a whole number from %d to %d".formatted(least, most));
  }

  private static String decimal(String text, double least, double most) {
    if (DECIMAL.matcher(text).matches()) {
      double size = Math.abs(Double.parseDouble(text));
      boolean isZero = !text.replaceFirst("[eE].*", "").matches(".*[1-9].*");
      if (isZero || (size >= least && size <= most)) {
        // A whole number would be no element of a List<Double>.
        return WHOLE.matcher(text).matches() ? text + ".0" : text;
      }
    }
    throw new Unfit("a number, as 0.5 or 3e-4");
  }

  private static String bool(String text) {
    if (text.equals("true") || text.equals("false")) {
      return text;
    }
    throw new Unfit("true or false");
  }

  private static String character(String text) {
    if (text.length() == 1) {
      return text.equals("'") ? "'\\''" : text.equals("\"") ? "'\"'" : "'" + escaped(text) + "'";
    }
    throw new Unfit("one character");
  }

  private static String string(String text) {
    return '"' + escaped(text) + '"';
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> out.append(c < ' ' ? "\\%03o".formatted((int) c) : String.valueOf(c));
      }
    }
    return out.toString();
  }
}
