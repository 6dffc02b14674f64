package org.smdm.jupyter.file;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.smdm.io.Html;

/** Terminal text as HTML: colours and weights become spans, all else is escaped. */
final class AnsiHtml {

  private static final Pattern ESCAPE =
      Pattern.compile("\u001b\\[([0-9;]*)m|\u001b\\[[0-?]*[ -/]*[@-~]|\u001b[@-Z\\\\-_]");
  private static final int[] CUBE = {0, 95, 135, 175, 215, 255};

  /** What can be set, in the order in which it is written. */
  private static final List<String> PROPERTIES =
      List.of("font-weight", "opacity", "font-style", "text-decoration", "color", "background");

  private final Map<String, String> style = new HashMap<>();

  private AnsiHtml() {}

  /** Text with ANSI escapes as HTML for a {@code pre}. */
  static String of(String text) {
    return new AnsiHtml().convert(text);
  }

  private String convert(String text) {
    StringBuilder out = new StringBuilder();
    Matcher escapes = ESCAPE.matcher(text);
    int from = 0;
    while (escapes.find()) {
      append(out, text.substring(from, escapes.start()));
      if (escapes.group(1) != null) {
        apply(escapes.group(1).split(";"));
      }
      from = escapes.end();
    }
    append(out, text.substring(from));
    return out.toString();
  }

  private void append(StringBuilder out, String text) {
    if (text.isEmpty()) {
      return;
    }
    String set =
        PROPERTIES.stream()
            .filter(style::containsKey)
            .map(property -> property + ":" + style.get(property) + ";")
            .collect(Collectors.joining());
    String escaped = Html.escape(text);
    out.append(set.isEmpty() ? escaped : "<span style=\"" + set + "\">" + escaped + "</span>");
  }

  private void apply(String[] codes) {
    for (int i = 0; i < codes.length; i++) {
      int code = number(codes, i);
      boolean isGround = code / 10 == 4 || code / 10 == 10;
      if (code == 38 || code == 48) {
        String colour = extended(codes, i);
        if (!colour.isEmpty()) {
          style.put(isGround ? "background" : "color", colour);
        }
        i += length(codes, i);
      } else if ((isGround || code / 10 == 3 || code / 10 == 9) && code % 10 < 8) {
        style.put(isGround ? "background" : "color", named(code % 10, code >= 90));
      } else {
        apply(code);
      }
    }
  }

  private void apply(int code) {
    switch (code) {
      case 0 -> style.clear();
      case 1 -> style.put("font-weight", "bold");
      case 2 -> style.put("opacity", ".65");
      case 3 -> style.put("font-style", "italic");
      case 4 -> style.put("text-decoration", "underline");
      case 22 -> style.keySet().removeAll(List.of("font-weight", "opacity"));
      case 23 -> style.remove("font-style");
      case 24 -> style.remove("text-decoration");
      case 39 -> style.remove("color");
      case 49 -> style.remove("background");
      default -> {
        return;
      }
    }
  }

  private static String named(int colour, boolean bright) {
    return "var(--ansi-" + (bright ? colour + 8 : colour) + ")";
  }

  /** How many further codes an extended colour takes. */
  private static int length(String[] codes, int i) {
    return number(codes, i + 1) == 5 ? 2 : number(codes, i + 1) == 2 ? 4 : 0;
  }

  /** Empty for one that there is not. */
  private static String extended(String[] codes, int i) {
    if (number(codes, i + 1) == 2) {
      return "rgb(%d,%d,%d)"
          .formatted(number(codes, i + 2), number(codes, i + 3), number(codes, i + 4));
    }
    if (number(codes, i + 1) != 5) {
      return "";
    }
    int colour = number(codes, i + 2) & 0xff;
    if (colour < 16) {
      return named(colour, false);
    }
    if (colour < 232) {
      int cube = colour - 16;
      return "rgb(%d,%d,%d)".formatted(CUBE[cube / 36], CUBE[cube / 6 % 6], CUBE[cube % 6]);
    }
    int grey = 8 + 10 * (colour - 232);
    return "rgb(%d,%d,%d)".formatted(grey, grey, grey);
  }

  private static int number(String[] codes, int i) {
    String code = i < codes.length ? codes[i] : "";
    return code.isEmpty() || code.length() > 3 ? 0 : Integer.parseInt(code);
  }
}
