package org.smdm.notebook.file;

/** Formulas as HTML: their LaTeX, set apart. */
final class MathHtml {

  private MathHtml() {}

  /**
   * A formula.
   *
   * @param latex without dollar signs
   * @param display whether it stands on lines of its own
   */
  static String of(String latex, boolean display) {
    return "<code class=\"math%s\">%s</code>"
        .formatted(display ? " display" : "", Html.escape(latex));
  }
}
