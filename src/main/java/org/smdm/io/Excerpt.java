package org.smdm.io;

/** Foreign text made fit for a message: on one line, cut, and without control characters. */
public final class Excerpt {

  private static final int LONGEST = 80;

  private Excerpt() {}

  /**
   * At most 80 characters of a text, followed by its length where it is longer.
   *
   * @param text any
   */
  public static String of(String text) {
    String head = text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    String line = head.replaceAll("\\p{Cntrl}", "\uFFFD");
    return text.length() <= LONGEST ? line : "%s… (%,d characters)".formatted(line, text.length());
  }

  /**
   * The same between quotation marks.
   *
   * @param text any
   */
  public static String quoted(String text) {
    String line = of(text);
    int shown = Math.min(text.length(), LONGEST);
    return text.length() <= LONGEST
        ? "'%s'".formatted(line)
        : "'%s'%s".formatted(line.substring(0, shown), line.substring(shown));
  }
}
