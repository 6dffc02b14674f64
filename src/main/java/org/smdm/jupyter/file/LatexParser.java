package org.smdm.jupyter.file;

import java.util.Map;
import java.util.Set;
import org.smdm.jupyter.file.LatexScanner.Unknown;

/** Turns the LaTeX of formulas into MathML. */
final class LatexParser {

  private static final int DEEPEST = 100;

  /** Tables by their names, and the brackets that they stand in. */
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

  private static final Set<String> NOTHING =
      Set.of("displaystyle", "textstyle", "limits", "nolimits", "nonumber", "notag");

  private final LatexScanner in;
  private int depth;

  LatexParser(String latex) {
    this(latex, 0);
  }

  private LatexParser(String latex, int depth) {
    this.in = new LatexScanner(latex);
    this.depth = depth;
  }

  /**
   * The whole formula.
   *
   * @throws Unknown when it has anything else than is known here
   */
  String formula() {
    String content = row();
    if (in.hasNext()) {
      throw new Unknown();
    }
    return content;
  }

  private String nested(String latex) {
    return new LatexParser(latex, depth).formula();
  }

  /** What comes up to the end of a group, cell or bracket. */
  private String row() {
    StringBuilder content = new StringBuilder();
    for (in.skipSpace(); !isAtEndOfRow(); in.skipSpace()) {
      content.append(scripted());
    }
    return MathAtom.element("mrow", content.toString());
  }

  private boolean isAtEndOfRow() {
    return !in.hasNext()
        || in.isAtOneOf("}&")
        || in.isAtLineEnd()
        || in.isAtCommand("right")
        || in.isAtCommand("end");
  }

  private String scripted() {
    MathAtom base = in.isAtOneOf("^_'") ? MathAtom.of("") : atom();
    String sub = null;
    String sup = null;
    StringBuilder primes = new StringBuilder();
    while (true) {
      in.skipSpace();
      if (sub == null && in.take('_')) {
        sub = argument();
      } else if (sup == null && in.take('^')) {
        sup = argument();
      } else if (in.take('\'')) {
        primes.append('′');
      } else if (in.isAtCommand("limits") || in.isAtCommand("nolimits")) {
        in.next();
        in.commandName();
      } else {
        break;
      }
    }
    if (primes.length() > 0) {
      String marks = MathAtom.operator(primes.toString()).content();
      sup = sup == null ? marks : MathAtom.element("mrow", marks + sup);
    }
    return base.withScripts(sub, sup);
  }

  /** One group, command or sign. */
  private String argument() {
    in.skipSpace();
    MathAtom atom = in.isAtDigit() ? MathAtom.number(Character.toString(in.next())) : atom();
    return atom.content().isEmpty() ? MathAtom.element("mrow", "") : atom.content();
  }

  private MathAtom atom() {
    if (++depth > DEEPEST) {
      throw new Unknown();
    }
    MathAtom atom = in.take('{') ? group() : in.take('\\') ? command(in.commandName()) : sign();
    depth--;
    return atom;
  }

  private MathAtom group() {
    String content = row();
    in.expect('}');
    return MathAtom.of(content);
  }

  private MathAtom sign() {
    if (in.isAtDigit()) {
      return MathAtom.number(in.number());
    }
    int sign = in.next();
    String text = Character.toString(sign);
    if (Character.isLetter(sign)) {
      return MathAtom.italic(text);
    }
    return switch (sign) {
      case '}', '&', '^', '_', '#', '%', '$' -> throw new Unknown();
      case '-' -> MathAtom.operator("−");
      case '*' -> MathAtom.operator("∗");
      case '~' -> MathAtom.space(LatexSymbols.WORD_SPACE);
      case '(', ')', '[', ']', '|' -> MathAtom.bracket(text);
      case '/' -> MathAtom.of("<mo lspace=\"0\" rspace=\"0\">/</mo>");
      default -> MathAtom.operator(text);
    };
  }

  private MathAtom command(String name) {
    if (LatexSymbols.LETTERS.containsKey(name)) {
      return letter(name, LatexSymbols.LETTERS.get(name));
    }
    if (LatexSymbols.SUMS.containsKey(name)) {
      return MathAtom.large(LatexSymbols.SUMS.get(name));
    }
    if (LatexSymbols.BRACKETS.containsKey(name)) {
      return MathAtom.bracket(LatexSymbols.BRACKETS.get(name));
    }
    if (LatexSymbols.OPERATORS.containsKey(name)) {
      return MathAtom.operator(LatexSymbols.OPERATORS.get(name));
    }
    if (LatexSymbols.SPACES.containsKey(name) || name.isBlank()) {
      return MathAtom.space(LatexSymbols.SPACES.getOrDefault(name, LatexSymbols.WORD_SPACE));
    }
    if (LatexSymbols.FUNCTIONS.contains(name) || LatexSymbols.LIMITS.contains(name)) {
      return function(name, LatexSymbols.LIMITS.contains(name));
    }
    if (LatexSymbols.ACCENTS.containsKey(name)) {
      boolean wide = name.startsWith("wide") || name.equals("overline");
      return MathAtom.accent(argument(), LatexSymbols.ACCENTS.get(name), wide);
    }
    if (LatexSymbols.SIZES.contains(name)) {
      return delimiter();
    }
    return NOTHING.contains(name) ? MathAtom.of("") : structure(name);
  }

  /** Browsers slant single letters; TeX keeps Greek capitals upright. */
  private static MathAtom letter(String name, String letter) {
    boolean isSlanted =
        Character.isLowerCase(name.charAt(0)) && Character.isLetter(letter.charAt(0));
    return isSlanted ? MathAtom.italic(letter) : MathAtom.upright(letter);
  }

  private MathAtom structure(String name) {
    return switch (name) {
      case "frac", "dfrac", "tfrac" ->
          MathAtom.of(MathAtom.element("mfrac", argument() + argument()));
      case "binom" ->
          MathAtom.of(
              "<mrow><mo>(</mo><mfrac linethickness=\"0\">%s%s</mfrac><mo>)</mo></mrow>"
                  .formatted(argument(), argument()));
      case "sqrt" -> root();
      case "underline" ->
          MathAtom.of("<munder>" + argument() + "<mo stretchy=\"true\">_</mo></munder>");
      case "text", "textrm", "textit", "textbf", "mbox" -> MathAtom.text(in.group());
      case "operatorname" -> {
        boolean hasLimits = in.take('*');
        yield function(name(), hasLimits);
      }
      case "mathrm", "mathsf", "mathtt" -> MathAtom.upright(name());
      case "mathbb", "mathcal", "mathscr", "mathbf", "boldsymbol", "bm" -> styled(name);
      case "left" -> fenced();
      case "middle" -> delimiter();
      case "begin" -> environment(in.group());
      default -> throw new Unknown();
    };
  }

  private MathAtom root() {
    in.skipSpace();
    if (in.isAt('[')) {
      String degree = nested(in.between('[', ']'));
      return MathAtom.of(MathAtom.element("mroot", argument() + degree));
    }
    return MathAtom.of(MathAtom.element("msqrt", argument()));
  }

  private String name() {
    String name = in.group().replaceAll("\\\\[,:; ]", "\u2009");
    if (!name.matches("[\\p{L}\\p{N}\u2009 ,.:-]*")) {
      throw new Unknown();
    }
    return name;
  }

  private MathAtom function(String name, boolean hasLimits) {
    in.skipSpace();
    return MathAtom.function(name, hasLimits, in.isAtOneOf("({["));
  }

  private MathAtom styled(String alphabet) {
    in.skipSpace();
    String letters = in.isAt('{') ? in.group() : Character.toString(in.next());
    if (letters.equals("\\")) {
      return command(in.commandName());
    }
    if (!letters.matches("[A-Za-z0-9]+")) {
      // Greek in bold, and whatever else: better light than not at all.
      return MathAtom.of(nested(letters));
    }
    StringBuilder styled = new StringBuilder();
    letters.chars().forEach(c -> styled.append(LatexSymbols.styled(alphabet, (char) c)));
    return MathAtom.italic(styled.toString());
  }

  private MathAtom fenced() {
    String left = delimiter().content();
    String content = row();
    in.expect('\\');
    if (!in.commandName().equals("right")) {
      throw new Unknown();
    }
    return MathAtom.of(MathAtom.element("mrow", left + content + delimiter().content()));
  }

  private MathAtom delimiter() {
    in.skipSpace();
    if (in.take('\\')) {
      String bracket = LatexSymbols.BRACKETS.get(in.commandName());
      if (bracket == null) {
        throw new Unknown();
      }
      return MathAtom.fence(bracket);
    }
    int sign = in.next();
    return switch (sign) {
      case '.' -> MathAtom.fence("");
      case '<' -> MathAtom.fence("⟨");
      case '>' -> MathAtom.fence("⟩");
      case '(', ')', '[', ']', '|', '/' -> MathAtom.fence(Character.toString(sign));
      default -> throw new Unknown();
    };
  }

  private MathAtom environment(String name) {
    String[] brackets = ENVIRONMENTS.get(name);
    if (brackets == null) {
      throw new Unknown();
    }
    StringBuilder rows = new StringBuilder("<mtr><mtd>").append(row());
    while (!in.isAtCommand("end")) {
      if (in.take('&')) {
        rows.append("</mtd><mtd>");
      } else if (in.isAtLineEnd()) {
        in.next();
        in.next();
        rows.append("</mtd></mtr><mtr><mtd>");
      } else {
        throw new Unknown();
      }
      rows.append(row());
    }
    in.next();
    in.commandName();
    if (!in.group().equals(name)) {
      throw new Unknown();
    }
    String kind = name.contains("matrix") ? "matrix" : name.equals("cases") ? "cases" : "aligned";
    String table = "<mtable class=\"%s\">%s</mtd></mtr></mtable>".formatted(kind, rows);
    return MathAtom.of(
        MathAtom.element(
            "mrow",
            MathAtom.fence(brackets[0]).content() + table + MathAtom.fence(brackets[1]).content()));
  }
}
