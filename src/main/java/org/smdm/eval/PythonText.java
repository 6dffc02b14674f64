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
