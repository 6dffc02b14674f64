package org.smdm.io;

/** Text in HTML. */
public final class Html {

  private Html() {}

  /**
   * Text as it must be written between tags and in attributes to be read as it is.
   *
   * @param text any
   */
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
