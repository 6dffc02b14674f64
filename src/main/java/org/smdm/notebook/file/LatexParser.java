package org.smdm.notebook.file;

import java.util.Map;
import java.util.Set;

/** Turns the LaTeX of formulas into MathML. */
final class LatexParser {

  private static final int DEEPEST = 200;
  private static final Map<String, String[]> ENVIRONMENTS =
      Map.ofEntries(
          Map.entry("matrix", new String[] {"", ""}),
          Map.entry("pmatrix", new String[] {"(", ")"}),
          Map.entry("bmatrix", new String[] {"[", "]"}),
          Map.entry("vmatrix", new String[] {"|", "|"}),
          Map.entry("cases", new String[] {"{", ""}),
          Map.entry("aligned", new String[] {"", ""}),
          Map.entry("align", new String[] {"", ""}),
          Map.entry("align*", new String[] {"", ""}),
          Map.entry("gathered", new String[] {"", ""}),
          Map.entry("split", new String[] {"", ""}));
  private static final Set<String> SIZES =
      Set.of(
          "big", "Big", "bigg", "Bigg", "bigl", "Bigl", "biggl", "Biggl", "bigr", "Bigr", "biggr",
          "Biggr", "bigm", "Bigm");
  private static final Set<String> NOTHING =
      Set.of("displaystyle", "textstyle", "limits", "nolimits", "nonumber", "notag");

  private final String latex;
  private int at;
  private int depth;

  /** LaTeX beyond what is known here. */
  static final class Unknown extends RuntimeException {
    Unknown() {
      super("unknown LaTeX", null, false, false);
    }
  }

  /** MathML; whether scripts stand above and below it. */
  private record Atom(String content, boolean hasLimits) {}

  LatexParser(String latex) {
    this.latex = latex;
  }

  /**
   * The whole formula.
   *
   * @throws Unknown when it has anything else than is known here
   */
  String formula() {
    String content = row();
    if (at < latex.length()) {
      throw new Unknown();
    }
    return content;
  }

  /** What comes up to the end of a group, cell or bracket. */
  private String row() {
    if (++depth > DEEPEST) {
      throw new Unknown();
    }
    StringBuilder content = new StringBuilder();
    while (!atEndOfRow()) {
      content.append(scripted());
    }
    depth--;
    return "<mrow>" + content + "</mrow>";
  }

  private boolean atEndOfRow() {
    skipSpace();
    return at >= latex.length()
        || latex.charAt(at) == '}'
        || latex.charAt(at) == '&'
        || latex.startsWith("\\\\", at)
        || isCommand("right")
        || isCommand("end");
  }

  private boolean isCommand(String name) {
    int end = at + 1 + name.length();
    return latex.startsWith("\\" + name, at)
        && (end >= latex.length() || !isLetter(latex.charAt(end)));
  }

  private String scripted() {
    char first = latex.charAt(at);
    Atom base =
        first == '^' || first == '_' || first == '\'' ? new Atom("<mi></mi>", false) : atom();
    String sub = null;
    String sup = null;
    StringBuilder primes = new StringBuilder();
    for (skipSpace(); at < latex.length(); skipSpace()) {
      char c = latex.charAt(at);
      if (c == '_' && sub == null) {
        at++;
        sub = argument();
      } else if (c == '^' && sup == null) {
        at++;
        sup = argument();
      } else if (c == '\'') {
        at++;
        primes.append('′');
      } else if (isCommand("limits") || isCommand("nolimits")) {
        at += latex.startsWith("\\limits", at) ? 7 : 9;
      } else {
        break;
      }
    }
    if (primes.length() > 0) {
      String marks = "<mo>" + primes + "</mo>";
      sup = sup == null ? marks : "<mrow>" + marks + sup + "</mrow>";
    }
    return withScripts(base, sub, sup);
  }

  private static String withScripts(Atom base, String sub, String sup) {
    if (sub == null && sup == null) {
      return base.content();
    }
    String below = base.hasLimits() ? "munder" : "msub";
    String name =
        sup == null
            ? below
            : sub == null
                ? (base.hasLimits() ? "mover" : "msup")
                : base.hasLimits() ? "munderover" : "msubsup";
    return "<%1$s>%2$s%3$s%4$s</%1$s>"
        .formatted(name, base.content(), sub == null ? "" : sub, sup == null ? "" : sup);
  }

  /** One group, command or sign. */
  private String argument() {
    skipSpace();
    if (at >= latex.length()) {
      throw new Unknown();
    }
    if (Character.isDigit(latex.charAt(at))) {
      return "<mn>" + latex.charAt(at++) + "</mn>";
    }
    return atom().content();
  }

  private Atom atom() {
    char c = latex.charAt(at);
    if (c == '{') {
      at++;
      String content = row();
      expect('}');
      return new Atom(content, false);
    }
    if (c == '\\') {
      return command();
    }
    if (Character.isDigit(c)) {
      int from = at;
      while (at < latex.length() && isNumberPart(at)) {
        at++;
      }
      return new Atom("<mn>" + latex.substring(from, at) + "</mn>", false);
    }
    int sign = latex.codePointAt(at);
    String text = Html.escape(Character.toString(sign));
    if ("}&^_#%$".indexOf(c) >= 0) {
      throw new Unknown();
    }
    at += Character.charCount(sign);
    if (Character.isLetter(sign)) {
      return new Atom("<mi>" + text + "</mi>", false);
    }
    return switch (c) {
      case '-' -> operator("−");
      case '*' -> operator("∗");
      case '~' -> space("0.3333");
      case '(', ')', '[', ']', '|' -> bracket(text, false);
      case '/' -> new Atom("<mo lspace=\"0\" rspace=\"0\">/</mo>", false);
      default -> operator(text);
    };
  }

  private boolean isNumberPart(int i) {
    char c = latex.charAt(i);
    boolean isPoint = c == '.' && i + 1 < latex.length() && Character.isDigit(latex.charAt(i + 1));
    return Character.isDigit(c) || isPoint;
  }

  private Atom command() {
    at++;
    int from = at;
    while (at < latex.length() && isLetter(latex.charAt(at))) {
      at++;
    }
    if (at == from && at < latex.length()) {
      at++;
    }
    String name = latex.substring(from, at);
    if (LatexSymbols.LETTERS.containsKey(name)) {
      String letter = LatexSymbols.LETTERS.get(name);
      // Browsers slant single letters; TeX keeps Greek capitals upright.
      boolean upright =
          Character.isUpperCase(name.charAt(0)) || !Character.isLetter(letter.charAt(0));
      String mark = upright ? "<mi mathvariant=\"normal\">" : "<mi>";
      return new Atom(mark + Html.escape(letter) + "</mi>", false);
    }
    if (LatexSymbols.SUMS.containsKey(name)) {
      return new Atom("<mo movablelimits=\"true\">" + LatexSymbols.SUMS.get(name) + "</mo>", true);
    }
    if (LatexSymbols.INTEGRALS.containsKey(name)) {
      return operator(LatexSymbols.INTEGRALS.get(name));
    }
    if (LatexSymbols.BRACKETS.containsKey(name)) {
      return bracket(LatexSymbols.BRACKETS.get(name), false);
    }
    if (LatexSymbols.OPERATORS.containsKey(name)) {
      return operator(Html.escape(LatexSymbols.OPERATORS.get(name)));
    }
    if (LatexSymbols.SPACES.containsKey(name)) {
      return space(LatexSymbols.SPACES.get(name));
    }
    if (name.isBlank() && !name.isEmpty()) {
      return space("0.3333");
    }
    if (LatexSymbols.FUNCTIONS.contains(name) || LatexSymbols.LIMITS.contains(name)) {
      return function(name, LatexSymbols.LIMITS.contains(name));
    }
    if (LatexSymbols.ACCENTS.containsKey(name)) {
      String accent = LatexSymbols.ACCENTS.get(name);
      boolean wide = name.startsWith("wide") || name.equals("overline");
      return new Atom(
          "<mover accent=\"true\">%s<mo stretchy=\"%s\">%s</mo></mover>"
              .formatted(argument(), wide, accent),
          false);
    }
    return structure(name);
  }

  private Atom structure(String name) {
    switch (name) {
      case "frac", "dfrac", "tfrac" -> {
        String above = argument();
        return new Atom("<mfrac>" + above + argument() + "</mfrac>", false);
      }
      case "binom" -> {
        String above = argument();
        String fraction = "<mfrac linethickness=\"0\">" + above + argument() + "</mfrac>";
        return new Atom("<mrow><mo>(</mo>" + fraction + "<mo>)</mo></mrow>", false);
      }
      case "sqrt" -> {
        return root();
      }
      case "underline" -> {
        return new Atom("<munder>" + argument() + "<mo stretchy=\"true\">_</mo></munder>", false);
      }
      case "text", "textrm", "textit", "textbf", "mbox" -> {
        return new Atom("<mtext>" + Html.escape(braced()) + "</mtext>", false);
      }
      case "operatorname", "mathrm", "mathsf", "mathtt", "mathop" -> {
        return name(name);
      }
      case "mathbb", "mathcal", "mathscr", "mathbf", "boldsymbol", "bm" -> {
        return styled(name);
      }
      case "left" -> {
        String left = delimiter();
        String content = row();
        expect('\\');
        at += "right".length();
        return new Atom("<mrow>" + left + content + delimiter() + "</mrow>", false);
      }
      case "middle" -> {
        return new Atom(delimiter(), false);
      }
      case "begin" -> {
        return environment(braced());
      }
      default -> {
        if (SIZES.contains(name)) {
          return new Atom(delimiter(), false);
        }
        if (NOTHING.contains(name)) {
          return new Atom("", false);
        }
        throw new Unknown();
      }
    }
  }

  private Atom root() {
    skipSpace();
    if (at < latex.length() && latex.charAt(at) == '[') {
      int end = latex.indexOf(']', at);
      if (end < 0) {
        throw new Unknown();
      }
      String degree = new LatexParser(latex.substring(at + 1, end)).formula();
      at = end + 1;
      return new Atom("<mroot>" + argument() + degree + "</mroot>", false);
    }
    return new Atom("<msqrt>" + argument() + "</msqrt>", false);
  }

  /** A name in upright letters. */
  private Atom name(String command) {
    boolean hasLimits =
        command.equals("operatorname") && at < latex.length() && latex.charAt(at) == '*';
    at += hasLimits ? 1 : 0;
    String name = braced();
    if (!name.matches("[\\p{L}\\p{N} ,.:-]*")) {
      throw new Unknown();
    }
    return command.equals("operatorname")
        ? function(name, hasLimits)
        : new Atom("<mi mathvariant=\"normal\">" + name + "</mi>", false);
  }

  private Atom styled(String alphabet) {
    skipSpace();
    boolean isGroup = at < latex.length() && latex.charAt(at) == '{';
    String letters = isGroup ? braced() : at < latex.length() ? latex.substring(at, ++at) : "";
    if (!letters.matches("[A-Za-z0-9]+")) {
      // Greek in bold, and whatever else: better light than not at all.
      return new Atom(new LatexParser(letters).formula(), false);
    }
    StringBuilder styled = new StringBuilder();
    for (int i = 0; i < letters.length(); i++) {
      styled.append(LatexSymbols.styled(alphabet, letters.charAt(i)));
    }
    return new Atom("<mi>" + styled + "</mi>", false);
  }

  private Atom environment(String name) {
    String[] brackets = ENVIRONMENTS.get(name);
    if (brackets == null) {
      throw new Unknown();
    }
    StringBuilder rows = new StringBuilder("<mtr><mtd>");
    while (true) {
      rows.append(row());
      if (at >= latex.length() || latex.charAt(at) == '}' || isCommand("right")) {
        throw new Unknown();
      }
      if (isCommand("end")) {
        break;
      }
      boolean isCell = latex.charAt(at) == '&';
      at += isCell ? 1 : 2;
      rows.append(isCell ? "</mtd><mtd>" : "</mtd></mtr><mtr><mtd>");
    }
    at += "\\end".length();
    if (!braced().equals(name)) {
      throw new Unknown();
    }
    String kind = name.contains("matrix") ? "matrix" : name.equals("cases") ? "cases" : "aligned";
    String table = "<mtable class=\"%s\">%s</mtd></mtr></mtable>".formatted(kind, rows);
    return new Atom("<mrow>" + fence(brackets[0]) + table + fence(brackets[1]) + "</mrow>", false);
  }

  private String delimiter() {
    skipSpace();
    if (at >= latex.length()) {
      throw new Unknown();
    }
    char c = latex.charAt(at++);
    if (c != '\\') {
      if ("()[]|/.<>".indexOf(c) < 0) {
        throw new Unknown();
      }
      return fence(c == '.' ? "" : c == '<' ? "⟨" : c == '>' ? "⟩" : String.valueOf(c));
    }
    int from = at;
    while (at < latex.length() && isLetter(latex.charAt(at))) {
      at++;
    }
    if (at == from && at < latex.length()) {
      at++;
    }
    String bracket = LatexSymbols.BRACKETS.get(latex.substring(from, at));
    if (bracket == null) {
      throw new Unknown();
    }
    return fence(bracket);
  }

  private static String fence(String bracket) {
    return bracket.isEmpty() ? "" : bracket(bracket, true).content();
  }

  private static Atom bracket(String text, boolean grows) {
    return new Atom("<mo stretchy=\"%s\">%s</mo>".formatted(grows, text), false);
  }

  private static Atom operator(String text) {
    return new Atom("<mo>" + text + "</mo>", false);
  }

  private static Atom space(String em) {
    return new Atom("<mspace width=\"" + em + "em\"></mspace>", false);
  }

  private Atom function(String name, boolean hasLimits) {
    skipSpace();
    boolean hasBracket = at < latex.length() && "({[".indexOf(latex.charAt(at)) >= 0;
    String form =
        "<mo%s form=\"prefix\" lspace=\"0.1667em\" rspace=\"%s\">%s</mo>"
            .formatted(
                hasLimits ? " movablelimits=\"true\"" : "", hasBracket ? "0" : "0.1667em", name);
    return new Atom(form, hasLimits);
  }

  /** The text of a group as it stands. */
  private String braced() {
    skipSpace();
    expect('{');
    int from = at;
    for (int open = 1; at < latex.length(); at++) {
      char c = latex.charAt(at);
      open += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (open == 0) {
        return latex.substring(from, at++);
      }
    }
    throw new Unknown();
  }

  private void expect(char c) {
    if (at >= latex.length() || latex.charAt(at) != c) {
      throw new Unknown();
    }
    at++;
  }

  private void skipSpace() {
    while (at < latex.length() && Character.isWhitespace(latex.charAt(at))) {
      at++;
    }
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
