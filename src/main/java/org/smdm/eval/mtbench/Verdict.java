package org.smdm.eval.mtbench;

import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a judge's words say. */
final class Verdict {

  /** Stands for a comparison that cannot be read, in FastChat's files. */
  static final String ERROR = "error";

  /** Stands for a tie. */
  static final String TIE = "tie";

  private static final Pattern RATING = Pattern.compile("\\[\\[(\\d{1,3}(?:\\.\\d*)?)\\]\\]");
  private static final Pattern LOOSE_RATING = Pattern.compile("\\[(\\d{1,3}(?:\\.\\d*)?)\\]");
  private static final double LEAST = 1;
  private static final double MOST = 10;

  private Verdict() {}

  /**
   * The first {@code [[rating]]}, or {@code [rating]} where there is none.
   *
   * @return empty where there is neither, or it is not from 1 to 10
   */
  static OptionalDouble rating(String judgment) {
    for (Pattern pattern : new Pattern[] {RATING, LOOSE_RATING}) {
      Matcher found = pattern.matcher(judgment);
      if (found.find()) {
        double rating = Double.parseDouble(found.group(1));
        return rating >= LEAST && rating <= MOST
            ? OptionalDouble.of(rating)
            : OptionalDouble.empty();
      }
    }
    return OptionalDouble.empty();
  }

  /** The better assistant, {@code A} or {@code B}, a tie, or {@value #ERROR}. */
  static String better(String judgment) {
    if (judgment.contains("[[A]]")) {
      return "A";
    }
    if (judgment.contains("[[B]]")) {
      return "B";
    }
    return judgment.contains("[[C]]") ? TIE : ERROR;
  }

  /** Whether the judge's words can be read. */
  static boolean isReadable(JudgeTask task, String judgment) {
    return task.isPairwise() ? !better(judgment).equals(ERROR) : rating(judgment).isPresent();
  }
}
