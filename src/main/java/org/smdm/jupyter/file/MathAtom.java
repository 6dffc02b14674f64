package org.smdm.jupyter.file;

import org.smdm.io.Html;

/**
 * A part of a formula.
 *
 * @param content MathML, one element or none
 * @param hasLimits whether its scripts stand above and below it in displays
 */
record MathAtom(String content, boolean hasLimits) {

  static MathAtom of(String content) {
    return new MathAtom(content, false);
  }

  static MathAtom operator(String text) {
    return of("<mo>" + Html.escape(text) + "</mo>");
  }

  static MathAtom upright(String text) {
    return of("<mi mathvariant=\"normal\">" + Html.escape(text) + "</mi>");
  }

  static MathAtom italic(String text) {
    return of("<mi>" + Html.escape(text) + "</mi>");
  }

  static MathAtom number(String text) {
    return of("<mn>" + Html.escape(text) + "</mn>");
  }

  /** Words; browsers would drop plain spaces at their ends. */
  static MathAtom text(String words) {
    return of(element("mtext", Html.escape(words.replaceAll("^\\s+|\\s+$", "\u00a0"))));
  }

  static MathAtom space(String em) {
    return of("<mspace width=\"" + em + "em\"></mspace>");
  }

  static MathAtom large(String operator) {
    return new MathAtom("<mo movablelimits=\"true\">" + operator + "</mo>", true);
  }

  static MathAtom bracket(String text) {
    return of("<mo stretchy=\"false\">" + Html.escape(text) + "</mo>");
  }

  /** A bracket as high as what it encloses; nothing for an empty one. */
  static MathAtom fence(String text) {
    return of(text.isEmpty() ? "" : "<mo stretchy=\"true\">" + Html.escape(text) + "</mo>");
  }

  static MathAtom accent(String base, String sign, boolean wide) {
    return of(
        "<mover accent=\"true\">%s<mo stretchy=\"%s\">%s</mo></mover>".formatted(base, wide, sign));
  }

  /** A function's name, set off from an argument without brackets. */
  static MathAtom function(String name, boolean hasLimits, boolean hasBracket) {
    return new MathAtom(
        "<mo%s form=\"prefix\" lspace=\"0.1667em\" rspace=\"%s\">%s</mo>"
            .formatted(
                hasLimits ? " movablelimits=\"true\"" : "",
                hasBracket ? "0" : "0.1667em",
                Html.escape(name)),
        hasLimits);
  }

  /**
   * This with scripts.
   *
   * @param sub the lower one; null for none
   * @param sup the upper one; null for none
   */
  String withScripts(String sub, String sup) {
    if (sub == null && sup == null) {
      return content;
    }
    String base = content.isEmpty() ? "<mi></mi>" : content;
    if (sup == null) {
      return element(hasLimits ? "munder" : "msub", base + sub);
    }
    return sub == null
        ? element(hasLimits ? "mover" : "msup", base + sup)
        : element(hasLimits ? "munderover" : "msubsup", base + sub + sup);
  }

  static String element(String name, String content) {
    return "<%1$s>%2$s</%1$s>".formatted(name, content);
  }
}
