package org.smdm.eval.gsm8k;

import java.util.Set;

/**
 * Reads formulas as final answers have them: decimals, letters as symbols, + − · / : ^, brackets,
 * products without a sign, and of LaTeX {@code \frac}, {@code \sqrt}, {@code \cdot}, {@code
 * \times}, {@code \div}, {@code \pi} and {@code \left}, {@code \right}.
 */
final class MathParser {

  private static final int LONGEST = 300;
  private static final int DEEPEST = 40;
  private static final Set<String> TIMES = Set.of("*", "\\cdot", "\\times");
  private static final Set<String> DIVIDED = Set.of("/", ":", "\\div");
  private static final Set<String> FRACTIONS = Set.of("\\frac", "\\dfrac", "\\tfrac");

  private final String text;
  private int at;
  private int depth;

  private MathParser(String text) {
    this.text = text;
  }

  /**
   * @throws ArithmeticException when the text is no such formula or has no value
   */
  static MathValue parse(String text) {
    if (text.length() > LONGEST) {
      throw new ArithmeticException("too long");
    }
    MathParser parser = new MathParser(text.replace("\\left", "").replace("\\right", ""));
    MathValue value = parser.sum();
    if (!parser.peek().isEmpty()) {
      throw new ArithmeticException("more behind the formula");
    }
    return value;
  }

  /** The next sign or command, without taking it; empty at the end. */
  private String peek() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    if (at == text.length()) {
      return "";
    }
    int end = at + 1;
    if (text.charAt(at) == '\\') {
      while (end < text.length() && isLetter(text.charAt(end))) {
        end++;
      }
    }
    return text.substring(at, end);
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private boolean take(String token) {
    boolean isNext = peek().equals(token);
    if (isNext) {
      at += token.length();
    }
    return isNext;
  }

  private void expect(String token) {
    if (!take(token)) {
      throw new ArithmeticException("no " + token);
    }
  }

  private MathValue sum() {
    if (++depth > DEEPEST) {
      throw new ArithmeticException("too deep");
    }
    MathValue value = product();
    while (true) {
      if (take("+")) {
        value = value.plus(product());
      } else if (take("-")) {
        value = value.minus(product());
      } else {
        depth--;
        return value;
      }
    }
  }

  private MathValue product() {
    MathValue value = signed();
    while (true) {
      String next = peek();
      if (TIMES.contains(next)) {
        at += next.length();
        value = value.times(signed());
      } else if (DIVIDED.contains(next)) {
        at += next.length();
        value = value.dividedBy(signed());
      } else if (beginsFactor(next)) {
        value = value.times(power());
      } else {
        return value;
      }
    }
  }

  /** A digit begins no factor: two numbers side by side are no product. */
  private static boolean beginsFactor(String next) {
    return !next.isEmpty()
        && (next.equals("(")
            || next.equals("{")
            || isLetter(next.charAt(0))
            || next.equals("\\pi")
            || next.equals("\\sqrt")
            || FRACTIONS.contains(next));
  }

  private MathValue signed() {
    int minuses = 0;
    while (peek().equals("-") || peek().equals("+")) {
      minuses += take("-") ? 1 : 0;
      take("+");
    }
    MathValue value = power();
    return minuses % 2 == 0 ? value : value.negated();
  }

  private MathValue power() {
    MathValue base = atom();
    if (!take("^")) {
      return base;
    }
    return base.toThe(peek().equals("{") ? group("{", "}") : oneSign());
  }

  /** An exponent without braces is one digit or letter. */
  private MathValue oneSign() {
    String next = peek();
    if (next.length() == 1 && isDigit(next.charAt(0))) {
      at++;
      return MathValue.of(SurdSum.of(Rational.parse(next)));
    }
    return atom();
  }

  private MathValue group(String open, String close) {
    expect(open);
    MathValue value = sum();
    expect(close);
    return value;
  }

  private MathValue atom() {
    String next = peek();
    if (FRACTIONS.contains(next)) {
      at += next.length();
      MathValue above = group("{", "}");
      return above.dividedBy(group("{", "}"));
    }
    if (take("\\sqrt")) {
      return group("{", "}").root();
    }
    if (take("\\pi")) {
      return MathValue.of(SurdSum.symbol("\\pi"));
    }
    if (next.equals("(")) {
      return group("(", ")");
    }
    if (next.equals("{")) {
      return group("{", "}");
    }
    if (!next.isEmpty() && isLetter(next.charAt(0))) {
      at++;
      return MathValue.of(SurdSum.symbol(next));
    }
    return number();
  }

  private MathValue number() {
    int from = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '.') {
      int point = at++;
      while (at < text.length() && isDigit(text.charAt(at))) {
        at++;
      }
      // "10." is no number to the reference's parser.
      if (at == point + 1) {
        throw new ArithmeticException("a full stop without decimals");
      }
    }
    if (at == from) {
      throw new ArithmeticException("no number");
    }
    return MathValue.of(SurdSum.of(Rational.parse(text.substring(from, at))));
  }
}
