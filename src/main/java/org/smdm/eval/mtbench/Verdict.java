package org.smdm.eval.mtbench;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a judge's words say. */
final class Verdict {

  /** Stands for a comparison that cannot be read, in FastChat's files. */
  static final String ERROR = "error";

  /** Stands for a tie. */
  static final String TIE = "tie";

  private static final Pattern RATING = Pattern.compile("\\[\\[(\\d+(?:\\.\\d*)?)\\]\\]");
  private static final Pattern LOOSE_RATING = Pattern.compile("\\[(\\d+(?:\\.\\d*)?)\\]");

  /** What a model thinks before it speaks is no verdict. */
  private static final Pattern THOUGHT =
      Pattern.compile("\\A\\s*<think>.*?</think>", Pattern.DOTALL);

  private Verdict() {}

  /**
   * The first {@code [[rating]]}, or {@code [rating]} where there is none: any number, as in
   * FastChat, also one that the judge was not asked for.
   *
   * @return empty where there is neither
   */
  static OptionalDouble rating(String judgment) {
    String said = said(judgment);
    return Stream.of(RATING, LOOSE_RATING)
        .map(pattern -> pattern.matcher(said))
        .filter(Matcher::find)
        .mapToDouble(found -> Double.parseDouble(found.group(1)))
        .filter(Double::isFinite)
        .findFirst();
  }

  private static String said(String judgment) {
    return THOUGHT.matcher(judgment).replaceFirst("");
  }

  /** The better assistant, {@code A} or {@code B}, a tie, or {@value #ERROR}. */
  static String better(String judgment) {
    String said = said(judgment);
    if (said.contains("[[A]]")) {
      return "A";
    }
    if (said.contains("[[B]]")) {
      return "B";
    }
    return said.contains("[[C]]") ? TIE : ERROR;
  }

  /** Whether the judge's words can be read. */
  static boolean isReadable(JudgeTask task, String judgment) {
    return task.isPairwise() ? !better(judgment).equals(ERROR) : rating(judgment).isPresent();
  }
}
