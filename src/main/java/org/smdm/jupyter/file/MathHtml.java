package org.smdm.jupyter.file;

import org.smdm.io.Html;

/** Formulas as MathML, which browsers set by themselves; as their LaTeX where it is not known. */
final class MathHtml {

  private MathHtml() {}

  /**
   * A formula.
   *
   * @param latex without dollar signs
   * @param display whether it stands on lines of its own
   */
  static String of(String latex, boolean display) {
    try {
      String content = new LatexParser(latex).formula();
      return "<math display=\"%s\">%s</math>".formatted(display ? "block" : "inline", content);
    } catch (LatexScanner.Unknown e) {
      return "<code class=\"math%s\">%s</code>"
          .formatted(display ? " display" : "", Html.escape(latex));
    }
  }
}
