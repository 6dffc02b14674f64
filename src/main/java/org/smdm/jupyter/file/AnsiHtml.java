package org.smdm.jupyter.file;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smdm.io.Html;

/** Terminal text as HTML: colours and weights become spans, all else is escaped. */
final class AnsiHtml {

  private static final Pattern ESCAPE =
      Pattern.compile("\u001b\\[([0-9;]*)m|\u001b\\[[0-?]*[ -/]*[@-~]|\u001b[@-Z\\\\-_]");
  private static final int[] CUBE = {0, 95, 135, 175, 215, 255};

  private boolean bold;
  private boolean faint;
  private boolean italic;
  private boolean underlined;
  private String colour = "";
  private String background = "";

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
    String style =
        (bold ? "font-weight:bold;" : "")
            + (faint ? "opacity:.65;" : "")
            + (italic ? "font-style:italic;" : "")
            + (underlined ? "text-decoration:underline;" : "")
            + (colour.isEmpty() ? "" : "color:" + colour + ";")
            + (background.isEmpty() ? "" : "background:" + background + ";");
    String escaped = Html.escape(text);
    out.append(style.isEmpty() ? escaped : "<span style=\"" + style + "\">" + escaped + "</span>");
  }

  private void apply(String[] codes) {
    for (int i = 0; i < codes.length; i++) {
      int code = number(codes, i);
      boolean isBase = code % 10 < 8;
      switch (code / 10) {
        case 3, 9 -> {
          if (code == 38) {
            colour = extended(codes, i, colour);
            i += length(codes, i);
          } else {
            colour = isBase ? named(code % 10, code >= 90) : code == 39 ? "" : colour;
          }
        }
        case 4, 10 -> {
          if (code == 48) {
            background = extended(codes, i, background);
            i += length(codes, i);
          } else {
            background = isBase ? named(code % 10, code >= 100) : code == 49 ? "" : background;
          }
        }
        default -> weight(code);
      }
    }
  }

  private void weight(int code) {
    switch (code) {
      case 0 -> {
        bold = false;
        faint = false;
        italic = false;
        underlined = false;
        colour = "";
        background = "";
      }
      case 1 -> bold = true;
      case 2 -> faint = true;
      case 3 -> italic = true;
      case 4 -> underlined = true;
      case 22 -> {
        bold = false;
        faint = false;
      }
      case 23 -> italic = false;
      case 24 -> underlined = false;
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

  private static String extended(String[] codes, int i, String otherwise) {
    if (number(codes, i + 1) == 2) {
      return "rgb(%d,%d,%d)"
          .formatted(number(codes, i + 2), number(codes, i + 3), number(codes, i + 4));
    }
    if (number(codes, i + 1) != 5) {
      return otherwise;
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
