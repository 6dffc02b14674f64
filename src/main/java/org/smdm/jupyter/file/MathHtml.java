package org.smdm.jupyter.file;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smdm.io.Html;
import org.smdm.jupyter.file.LatexSymbol.Kind;

/**
 * Formulas as MathML, which browsers set by themselves; as their LaTeX where it is not known. A
 * formula is a row of atoms, each with its scripts; groups, tables and brackets hold rows.
 */
final class MathHtml {

  private static final int DEEPEST = 100;
  private static final String WORD_SPACE = "0.3333";

  private static final Pattern SPACE = Pattern.compile("\\p{javaWhitespace}*");
  private static final Pattern COMMAND = Pattern.compile("\\\\([a-zA-Z]+|.)", Pattern.DOTALL);
  private static final Pattern END_OF_ROW =
      Pattern.compile("\\z|[}&]|\\\\\\\\|\\\\(right|end)(?![a-zA-Z])");
  private static final Pattern LINE_END = Pattern.compile("\\\\\\\\");
  private static final Pattern END = Pattern.compile("\\\\end(?![a-zA-Z])");
  private static final Pattern RIGHT = Pattern.compile("\\\\right(?![a-zA-Z])");
  private static final Pattern LIMITS = Pattern.compile("\\\\(no)?limits(?![a-zA-Z])");
  private static final Pattern DIGIT = Pattern.compile("[0-9]");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)*");
  private static final Pattern SIGN = Pattern.compile("[\\s\\S]");
  private static final Pattern SCRIPT = Pattern.compile("[\\^_']");
  private static final Pattern OPENING = Pattern.compile("[({\\[]");

  private final String latex;
  private final Matcher in;
  private int at;
  private int depth;

  private MathHtml(String latex, int depth) {
    this.latex = latex;
    this.in = SIGN.matcher(latex);
    this.depth = depth;
  }

  /** LaTeX beyond what is known here. */
  private static final class Unknown extends RuntimeException {
    Unknown() {
      super("unknown LaTeX", null, false, false);
    }
  }

  /**
   * A part of a formula.
   *
   * @param content MathML, one element or none
   * @param hasLimits whether its scripts stand above and below it in displays
   */
  private record Atom(String content, boolean hasLimits) {

    /** This with scripts, which are null for none. */
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
  }

  /**
   * A formula.
   *
   * @param latex without dollar signs
   * @param display whether it stands on lines of its own
   */
  static String of(String latex, boolean display) {
    try {
      String content = new MathHtml(latex, 0).formula();
      return "<math display=\"%s\">%s</math>".formatted(display ? "block" : "inline", content);
    } catch (Unknown e) {
      return "<code class=\"math%s\">%s</code>"
          .formatted(display ? " display" : "", Html.escape(latex));
    }
  }

  private String formula() {
    String content = row();
    require(at == latex.length());
    return content;
  }

  private String nested(String inner) {
    return new MathHtml(inner, depth).formula();
  }

  /** What comes up to the end of a group, cell or bracket. */
  private String row() {
    StringBuilder content = new StringBuilder();
    for (take(SPACE); !isAt(END_OF_ROW); take(SPACE)) {
      content.append(scripted());
    }
    return element("mrow", content.toString());
  }

  private String scripted() {
    Atom base = isAt(SCRIPT) ? plain("") : atom();
    String sub = null;
    String sup = null;
    String primes = "";
    while (true) {
      take(SPACE);
      if (sub == null && take('_')) {
        sub = argument();
      } else if (sup == null && take('^')) {
        sup = argument();
      } else if (take('\'')) {
        primes += '′';
      } else if (!take(LIMITS)) {
        break;
      }
    }
    if (!primes.isEmpty()) {
      String marks = element("mo", primes);
      sup = sup == null ? marks : element("mrow", marks + sup);
    }
    return base.withScripts(sub, sup);
  }

  /** One group, command or sign. */
  private String argument() {
    take(SPACE);
    String content = take(DIGIT) ? element("mn", in.group()) : atom().content();
    return content.isEmpty() ? element("mrow", "") : content;
  }

  private Atom atom() {
    require(++depth <= DEEPEST);
    Atom atom = take('{') ? group() : take(COMMAND) ? command(in.group(1)) : sign();
    depth--;
    return atom;
  }

  private Atom group() {
    String content = row();
    require(take('}'));
    return plain(content);
  }

  private Atom sign() {
    if (take(NUMBER)) {
      return plain(element("mn", in.group()));
    }
    require(take(SIGN));
    String sign = in.group();
    if (Character.isLetter(sign.codePointAt(0))) {
      return leaf("mi", sign);
    }
    return switch (sign) {
      case "\\", "}", "&", "^", "_", "#", "%", "$" -> throw new Unknown();
      case "-" -> leaf("mo", "−");
      case "*" -> leaf("mo", "∗");
      case "~" -> space(WORD_SPACE);
      case "(", ")", "[", "]", "|" -> leaf("mo stretchy=\"false\"", sign);
      case "/" -> leaf("mo lspace=\"0\" rspace=\"0\"", sign);
      default -> leaf("mo", sign);
    };
  }

  private Atom command(String name) {
    LatexSymbol symbol = LatexSymbol.of(name);
    String text = symbol.text();
    return switch (symbol.kind()) {
      case SLANTED -> leaf("mi", text);
      // Browsers slant single letters; TeX keeps Greek capitals upright.
      case UPRIGHT -> leaf("mi mathvariant=\"normal\"", text);
      case OPERATOR -> leaf("mo", text);
      case BRACKET -> leaf("mo stretchy=\"false\"", text);
      case SUM -> new Atom(element("mo movablelimits=\"true\"", text), true);
      case FUNCTION, LIMITED -> function(name, symbol.kind() == Kind.LIMITED);
      case ACCENT, WIDE ->
          plain(
              "<mover accent=\"true\">%s<mo stretchy=\"%s\">%s</mo></mover>"
                  .formatted(argument(), symbol.kind() == Kind.WIDE, text));
      case SPACE -> space(text);
      case SIZE -> plain(delimiter());
      case NOTHING -> plain("");
      case ALPHABET -> styled(symbol);
      case TABLE, UNKNOWN -> name.isBlank() ? space(WORD_SPACE) : structure(name);
    };
  }

  private Atom structure(String name) {
    return switch (name) {
      case "frac", "dfrac", "tfrac" -> plain(element("mfrac", argument() + argument()));
      case "binom" ->
          plain(
              "<mrow><mo>(</mo><mfrac linethickness=\"0\">%s%s</mfrac><mo>)</mo></mrow>"
                  .formatted(argument(), argument()));
      case "sqrt" -> root();
      case "underline" -> plain("<munder>" + argument() + "<mo stretchy=\"true\">_</mo></munder>");
      // Browsers would drop plain spaces at the ends of words.
      case "text", "textrm", "textit", "textbf", "mbox" ->
          leaf("mtext", between('{', '}').replaceAll("^\\s+|\\s+$", "\u00a0"));
      case "operatorname" -> {
        boolean hasLimits = take('*');
        yield function(name(), hasLimits);
      }
      case "mathrm", "mathsf", "mathtt" -> leaf("mi mathvariant=\"normal\"", name());
      case "left" -> fenced();
      case "middle" -> plain(delimiter());
      case "begin" -> environment(LatexSymbol.of(between('{', '}')));
      default -> throw new Unknown();
    };
  }

  private Atom root() {
    take(SPACE);
    if (latex.startsWith("[", at)) {
      String degree = nested(between('[', ']'));
      return plain(element("mroot", argument() + degree));
    }
    return plain(element("msqrt", argument()));
  }

  private String name() {
    String name = between('{', '}').replaceAll("\\\\[,:; ]", "\u2009");
    require(name.matches("[\\p{L}\\p{N}\u2009 ,.:-]*"));
    return name;
  }

  /** A function's name, set off from an argument without brackets. */
  private Atom function(String name, boolean hasLimits) {
    take(SPACE);
    String open =
        "mo%s form=\"prefix\" lspace=\"0.1667em\" rspace=\"%s\""
            .formatted(
                hasLimits ? " movablelimits=\"true\"" : "", isAt(OPENING) ? "0" : "0.1667em");
    return new Atom(element(open, Html.escape(name)), hasLimits);
  }

  private Atom styled(LatexSymbol alphabet) {
    take(SPACE);
    if (take(COMMAND)) {
      return command(in.group(1));
    }
    String letters = latex.startsWith("{", at) ? between('{', '}') : next();
    // Greek in bold, and whatever else: better light than not at all.
    return letters.matches("[A-Za-z0-9]+")
        ? leaf("mi", alphabet.styled(letters))
        : plain(nested(letters));
  }

  private Atom fenced() {
    String left = delimiter();
    String content = row();
    require(take(RIGHT));
    return plain(element("mrow", left + content + delimiter()));
  }

  private String delimiter() {
    take(SPACE);
    if (take(COMMAND)) {
      LatexSymbol symbol = LatexSymbol.of(in.group(1));
      require(symbol.kind() == Kind.BRACKET);
      return fence(symbol.text());
    }
    String sign = next();
    return switch (sign) {
      case "." -> "";
      case "<" -> fence("⟨");
      case ">" -> fence("⟩");
      case "(", ")", "[", "]", "|", "/" -> fence(sign);
      default -> throw new Unknown();
    };
  }

  private Atom environment(LatexSymbol table) {
    require(table.kind() == Kind.TABLE);
    StringBuilder rows = new StringBuilder("<mtr><mtd>").append(row());
    while (!take(END)) {
      boolean isCell = take('&');
      require(isCell || take(LINE_END));
      rows.append(isCell ? "</mtd><mtd>" : "</mtd></mtr><mtr><mtd>").append(row());
    }
    String name = table.name();
    require(between('{', '}').equals(name));
    String kind = name.contains("matrix") ? "matrix" : name.equals("cases") ? "cases" : "aligned";
    String[] brackets = (table.text() + "  ").split("");
    return plain(
        element(
            "mrow",
            fence(brackets[0].strip())
                + "<mtable class=\"%s\">%s</mtd></mtr></mtable>".formatted(kind, rows)
                + fence(brackets[1].strip())));
  }

  private static String element(String open, String content) {
    return "<%s>%s</%s>".formatted(open, content, open.replaceFirst(" .*", ""));
  }

  private static Atom plain(String content) {
    return new Atom(content, false);
  }

  private static Atom leaf(String open, String text) {
    return plain(element(open, Html.escape(text)));
  }

  private static Atom space(String em) {
    return plain(element("mspace width=\"" + em + "em\"", ""));
  }

  /** A bracket as high as what it encloses; nothing for an empty one. */
  private static String fence(String text) {
    return text.isEmpty() ? "" : element("mo stretchy=\"true\"", Html.escape(text));
  }

  private static void require(boolean isKnown) {
    if (!isKnown) {
      throw new Unknown();
    }
  }

  private boolean isAt(Pattern pattern) {
    return in.usePattern(pattern).region(at, latex.length()).lookingAt();
  }

  /** Takes what comes next if it is so; {@code in} has its groups then. */
  private boolean take(Pattern pattern) {
    boolean is = isAt(pattern);
    at = is ? in.end() : at;
    return is;
  }

  private boolean take(char sign) {
    boolean is = latex.startsWith(String.valueOf(sign), at);
    at += is ? 1 : 0;
    return is;
  }

  private String next() {
    require(take(SIGN));
    return in.group();
  }

  /** Takes what stands between brackets, which may be nested, as it stands. */
  private String between(char begin, char end) {
    take(SPACE);
    require(take(begin));
    int from = at;
    for (int open = 1; open > 0; ) {
      char sign = next().charAt(0);
      open += sign == begin ? 1 : sign == end ? -1 : 0;
    }
    return latex.substring(from, at - 1);
  }
}
