package org.smdm.eval.gsm8k;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads formulas as final answers have them: decimals, letters as symbols, + − · / : ^, brackets,
 * products without a sign, factorials, amounts in bars, thousands separators, and of LaTeX {@code
 * \frac}, {@code \sqrt}, {@code \cdot}, {@code \times}, {@code \div}, {@code \pi}, {@code \lfloor},
 * {@code \lceil} and {@code \left}, {@code \right}.
 */
final class MathParser {

  private static final int LONGEST = 300;
  private static final int DEEPEST = 40;
  private static final Set<String> TIMES = Set.of("*", "\\cdot", "\\times");
  private static final Set<String> DIVIDED = Set.of("/", ":", "\\div");
  private static final Set<String> FRACTIONS = Set.of("\\frac", "\\dfrac", "\\tfrac");

  private static final Pattern THOUSANDS = Pattern.compile(",[0-9]{3}(?![0-9])");

  private final String text;
  private int at;
  private int depth;

  /** Whether a bar ends what is being read. */
  private boolean isInBars;

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
    while (at < text.length() && Character.isSpaceChar(text.charAt(at))) {
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
        value = value.times(factor());
      } else {
        return value;
      }
    }
  }

  /** Two numbers side by side are no product. */
  private boolean beginsFactor(String next) {
    return !next.isEmpty()
        && (next.equals("(")
            || next.equals("{")
            || (next.equals("|") && !isInBars)
            || (isDigit(next.charAt(0)) && !isBehindNumber())
            || next.equals("\\lfloor")
            || next.equals("\\lceil")
            || isLetter(next.charAt(0))
            || next.equals("\\pi")
            || next.equals("\\sqrt")
            || FRACTIONS.contains(next));
  }

  private boolean isBehindNumber() {
    int before = at - 1;
    while (before > 0 && Character.isSpaceChar(text.charAt(before))) {
      before--;
    }
    return isDigit(text.charAt(before));
  }

  private MathValue signed() {
    int minuses = 0;
    while (peek().equals("-") || peek().equals("+")) {
      minuses += take("-") ? 1 : 0;
      take("+");
    }
    MathValue value = factor();
    return minuses % 2 == 0 ? value : value.negated();
  }

  /** A power, with as many factorials as stand behind it. */
  private MathValue factor() {
    MathValue value = power();
    while (take("!")) {
      value = value.factorial();
    }
    return value;
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
    boolean isOutside = isInBars;
    isInBars = open.equals("|");
    MathValue value = sum();
    isInBars = isOutside;
    expect(close);
    return value;
  }

  private MathValue atom() {
    String next = peek();
    if (FRACTIONS.contains(next)) {
      at += next.length();
      MathValue above = part();
      return above.dividedBy(part());
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
    if (next.equals("|")) {
      return group("|", "|").amount();
    }
    if (next.equals("\\lfloor")) {
      return group("\\lfloor", "\\rfloor").floor();
    }
    if (next.equals("\\lceil")) {
      return group("\\lceil", "\\rceil").negated().floor().negated();
    }
    if (!next.isEmpty() && isLetter(next.charAt(0))) {
      at++;
      return MathValue.of(SurdSum.symbol(next));
    }
    return number();
  }

  /** Above or below a fraction's line: a group, or one digit. */
  private MathValue part() {
    String next = peek();
    if (next.length() == 1 && isDigit(next.charAt(0))) {
      return oneSign();
    }
    return group("{", "}");
  }

  private MathValue number() {
    int from = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    while (at > from && THOUSANDS.matcher(text).region(at, text.length()).lookingAt()) {
      at += 4;
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
    return MathValue.of(SurdSum.of(Rational.parse(text.substring(from, at).replace(",", ""))));
  }
}
