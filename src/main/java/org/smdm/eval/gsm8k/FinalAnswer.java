package org.smdm.eval.gsm8k;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smdm.eval.PythonText;

/**
 * The final answer in a solution's text, and the normal form in which it is compared: the rules of
 * Minerva (Lewkowycz et al. 2022, appendix D), as the reference applies them.
 */
public final class FinalAnswer {

  /** As the reference's: the marker and what follows it must end the text. */
  private static final Pattern MARKED = Pattern.compile("#### ([^\n]*)(?:\n)?\\z");

  /** Replaced in this order: articles, spaces, joining words, dollar signs behind full stops. */
  private static final List<Map.Entry<String, String>> REPLACED =
      List.of(
          Map.entry("an ", ""),
          Map.entry("a ", ""),
          Map.entry(".$", "$"),
          Map.entry("\\$", ""),
          Map.entry("\\%", "%"),
          Map.entry("\\ ", ""),
          Map.entry(" ", ""),
          Map.entry("mbox", "text"),
          Map.entry(",\\text{and}", ","),
          Map.entry("\\text{and}", ","),
          Map.entry("\\text{m}", "\\text{}"));

  /** Removed in this order: units and what only sets type. */
  private static final List<String> REMOVED =
      List.of(
          "square",
          "ways",
          "integers",
          "dollars",
          "mph",
          "inches",
          "ft",
          "hours",
          "km",
          "units",
          "\\ldots",
          "sue",
          "points",
          "feet",
          "minutes",
          "digits",
          "cents",
          "degrees",
          "cm",
          "gm",
          "pounds",
          "meters",
          "meals",
          "edges",
          "students",
          "childrentickets",
          "multiples",
          "\\text{s}",
          "\\text{.}",
          "\\text{\ns}",
          "\\text{}^2",
          "\\text{}^3",
          "\\text{\n}",
          "\\text{}",
          "\\mathrm{th}",
          "^\\circ",
          "^{\\circ}",
          "\\;",
          ",\\!",
          "{,}",
          "\"",
          "\\dots");

  private static final String BOX = "\\boxed{";

  /** Python's {@code isdigit}: decimal digits, and those that are raised, circled and the like. */
  private static final Pattern DIGITS =
      Pattern.compile(
          "[\\p{Nd}\u00b2\u00b3\u00b9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468"
              + "\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788"
              + "\u278a-\u2792\\x{10a40}-\\x{10a43}\\x{10e60}-\\x{10e68}\\x{11052}-\\x{1105a}"
              + "\\x{1f100}-\\x{1f10a}]+");

  private static final Pattern SHORT_FRACTION = Pattern.compile("frac([^{])([^\n])");
  private static final Pattern SHORT_ROOT = Pattern.compile("sqrt([^{])");

  private FinalAnswer() {}

  /**
   * What is written behind the last {@code "#### "} of a text.
   *
   * @param text a solution
   * @return empty where the text does not end with a marked answer
   */
  public static String of(String text) {
    Matcher marked = MARKED.matcher(text);
    return marked.find() ? marked.group(1) : "";
  }

  /**
   * The normal form.
   *
   * @param answer as it was written
   * @return without units, spaces, type-setting and thousands separators
   */
  public static String normalized(String answer) {
    String text = answer.substring(answer.lastIndexOf('=') + 1);
    for (Map.Entry<String, String> replacement : REPLACED) {
      text = text.replace(replacement.getKey(), replacement.getValue());
    }
    for (String removed : REMOVED) {
      text = text.replace(removed, "");
    }
    text = byLine(text, FinalAnswer::inDollars);
    for (String mark : List.of("\\text{", "\\textbf{", "\\overline{")) {
      text = PythonText.withoutMarks(text, mark, "}", true);
    }
    text = byLine(text, FinalAnswer::unboxed);
    text = SHORT_FRACTION.matcher(text).replaceAll("frac{$1}{$2}");
    text = SHORT_ROOT.matcher(text).replaceAll("sqrt{$1}");
    text = text.replace("$", "");
    String digits = text.replace(",", "");
    return DIGITS.matcher(digits).matches() ? digits : text;
  }

  private static String byLine(String text, UnaryOperator<String> rule) {
    return Stream.of(text.split("\n", -1)).map(rule).collect(Collectors.joining("\n"));
  }

  /** What stands between a line's first two dollar signs is all of it. */
  private static String inDollars(String line) {
    int first = line.indexOf('$');
    int second = line.indexOf('$', first + 1);
    return first >= 0 && second >= 0 ? line.substring(first, second + 1) : line;
  }

  private static String unboxed(String line) {
    int box = line.indexOf(BOX);
    int end = line.lastIndexOf('}');
    return box >= 0 && end > box
        ? line.substring(0, box) + line.substring(box + BOX.length(), end) + line.substring(end + 1)
        : line;
  }

  /**
   * Whether a solution's final answer is right, by value: 18 is 18.0.
   *
   * @param solution generated text
   * @param answer the right final answer
   */
  public static boolean isRight(String solution, String answer) {
    return MathValue.areEqual(normalized(of(solution)), normalized(answer));
  }

  /**
   * Whether a solution's final answer is right, letter by letter, which is what the reference
   * compares where its LaTeX parser is missing: 18 is not 18.0.
   *
   * @param solution generated text
   * @param answer the right final answer
   */
  public static boolean isRightAsText(String solution, String answer) {
    return normalized(of(solution)).equals(normalized(answer));
  }
}
