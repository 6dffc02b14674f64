package org.smdm.eval;

import java.util.Locale;

/** What Python's {@code str} methods do where Java's differ. */
public final class PythonText {

  private static final int SMALL_N_WITH_APOSTROPHE = 0x149;
  private static final char CAPITAL_IOTA = '\u0399';
  private static final char IOTA_BELOW = '\u0345';

  private PythonText() {}

  /** {@code isspace()} of a character; all of them are single UTF-16 units. */
  static boolean isSpace(char c) {
    return (c >= 0x09 && c <= 0x0D)
        || (c >= 0x1C && c <= 0x1F)
        || c == 0x85
        || Character.isSpaceChar(c);
  }

  /** The length of {@code text.rstrip()}. */
  static int lengthWithoutTrailingSpace(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  /** {@code text.lstrip()}. */
  public static String stripLeading(String text) {
    int start = 0;
    while (start < text.length() && isSpace(text.charAt(start))) {
      start++;
    }
    return text.substring(start);
  }

  /** {@code text.strip()}. */
  public static String strip(String text) {
    return stripLeading(text.substring(0, lengthWithoutTrailingSpace(text)));
  }

  /**
   * {@code re.sub(open + "(.*?)" + close, …, text)} in linear time: what stands between two marks
   * of one line goes, or the marks do.
   *
   * @param isKept whether what is between the marks stays
   */
  public static String withoutMarks(String text, String open, String close, boolean isKept) {
    StringBuilder result = new StringBuilder();
    int copied = 0;
    int end = -1;
    int line = -1;
    int start = text.indexOf(open);
    while (start >= 0) {
      int inside = start + open.length();
      end = end < inside ? text.indexOf(close, inside) : end;
      if (end < 0) {
        break;
      }
      line = line < inside ? text.indexOf('\n', inside) : line;
      line = line < 0 ? text.length() : line;
      if (end < line) {
        result.append(text, copied, start).append(text, inside, isKept ? end : inside);
        copied = end + close.length();
      }
      start = text.indexOf(open, Math.max(copied, start + 1));
    }
    return result.append(text, copied, text.length()).toString();
  }

  /**
   * {@code text.capitalize()}: the first character in title case, all others in lower case.
   *
   * @param text may be empty
   */
  public static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int end = text.offsetByCodePoints(0, 1);
    String first = text.substring(0, end);
    // Lower case of a letter may depend on those before it, so it is taken of the whole text.
    String lower = text.toLowerCase(Locale.ROOT);
    return titleCase(first) + lower.substring(first.toLowerCase(Locale.ROOT).length());
  }

  private static String titleCase(String first) {
    int codePoint = first.codePointAt(0);
    int title = Character.toTitleCase(codePoint);
    String upper = first.toUpperCase(Locale.ROOT);
    int second = upper.offsetByCodePoints(0, 1);
    if (title != codePoint || Character.isTitleCase(title) || second == upper.length()) {
      return Character.toString(title);
    }
    // Java knows no title case of letters that become several: mostly only the first is a capital.
    return codePoint == SMALL_N_WITH_APOSTROPHE
        ? upper
        : upper.substring(0, second)
            + upper.substring(second).replace(CAPITAL_IOTA, IOTA_BELOW).toLowerCase(Locale.ROOT);
  }
}
