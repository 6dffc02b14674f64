package org.smdm.notebook.file;

/** Text in HTML. */
final class Html {

  private Html() {}

  /** Text as it is, in an element or in a quoted attribute. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
