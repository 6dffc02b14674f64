package org.smdm.eval.gsm8k;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  private static final Pattern IN_DOLLARS = Pattern.compile("[^\n]*?\\$([^\n]*?)\\$[^\n]*");
  private static final Pattern WRAPPED =
      Pattern.compile("\\\\(?:text|textbf|overline)\\{([^\n]*?)\\}");
  private static final Pattern BOXED = Pattern.compile("\\\\boxed\\{([^\n]*)\\}");
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
    text = IN_DOLLARS.matcher(text).replaceAll("\\$$1\\$");
    text = WRAPPED.matcher(text).replaceAll("$1");
    text = BOXED.matcher(text).replaceAll("$1");
    text = SHORT_FRACTION.matcher(text).replaceAll("frac{$1}{$2}");
    text = SHORT_ROOT.matcher(text).replaceAll("sqrt{$1}");
    text = text.replace("$", "");
    String digits = text.replace(",", "");
    return !digits.isEmpty() && digits.chars().allMatch(Character::isDigit) ? digits : text;
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
