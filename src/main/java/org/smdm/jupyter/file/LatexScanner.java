package org.smdm.jupyter.file;

/** Reads LaTeX sign by sign. */
final class LatexScanner {

  private final String latex;
  private int at;

  LatexScanner(String latex) {
    this.latex = latex;
  }

  /** LaTeX beyond what is known here. */
  static final class Unknown extends RuntimeException {
    Unknown() {
      super("unknown LaTeX", null, false, false);
    }
  }

  boolean hasNext() {
    return at < latex.length();
  }

  /** Whether this sign comes next. */
  boolean isAt(char c) {
    return hasNext() && latex.charAt(at) == c;
  }

  /** Whether one of these signs comes next. */
  boolean isAtOneOf(String signs) {
    return hasNext() && signs.indexOf(latex.charAt(at)) >= 0;
  }

  boolean isAtDigit() {
    return hasNext() && isDigit(latex.charAt(at));
  }

  /** Whether a line of a table ends here. */
  boolean isAtLineEnd() {
    return latex.startsWith("\\\\", at);
  }

  /** Whether this command comes next. */
  boolean isAtCommand(String name) {
    int end = at + 1 + name.length();
    return latex.startsWith("\\" + name, at)
        && (end >= latex.length() || !isLetter(latex.charAt(end)));
  }

  /**
   * Takes a sign.
   *
   * @throws Unknown at the end
   */
  int next() {
    if (!hasNext()) {
      throw new Unknown();
    }
    int sign = latex.codePointAt(at);
    at += Character.charCount(sign);
    return sign;
  }

  /** Takes a sign if it is this one. */
  boolean take(char c) {
    boolean is = isAt(c);
    at += is ? 1 : 0;
    return is;
  }

  /**
   * Takes this sign.
   *
   * @throws Unknown when another comes
   */
  void expect(char c) {
    if (!take(c)) {
      throw new Unknown();
    }
  }

  void skipSpace() {
    while (hasNext() && Character.isWhitespace(latex.charAt(at))) {
      at++;
    }
  }

  /** Takes a command's name, behind its backslash: letters, or one other sign. */
  String commandName() {
    int from = at;
    while (hasNext() && isLetter(latex.charAt(at))) {
      at++;
    }
    if (at == from) {
      next();
    }
    return latex.substring(from, at);
  }

  /** Takes a number, which begins here. */
  String number() {
    int from = at;
    while (isAtDigit() || (isAt('.') && at + 1 < latex.length() && isDigit(latex.charAt(at + 1)))) {
      at++;
    }
    return latex.substring(from, at);
  }

  /**
   * Takes a group, and gives its text as it stands.
   *
   * @throws Unknown when none comes
   */
  String group() {
    return between('{', '}');
  }

  /**
   * Takes what stands between brackets, which may be nested.
   *
   * @throws Unknown when they are not there
   */
  String between(char begin, char end) {
    skipSpace();
    expect(begin);
    int from = at;
    int open = 1;
    while (open > 0) {
      int c = next();
      open += c == begin ? 1 : c == end ? -1 : 0;
    }
    return latex.substring(from, at - 1);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
