package org.smdm.eval.reversal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sentence BLEU-4 against one reference as NLTK 3.8 computes it without smoothing: where n-grams of
 * some length do not overlap at all, their precision counts as the smallest normal double, and the
 * whole is 0 only without a common unigram.
 *
 * <p>The reference hands over strings, of which NLTK takes the characters for words: {@link
 * #ofCharacters}. A string of fewer than four characters so gets next to nothing against itself.
 */
public final class Bleu {

  private static final int LONGEST = 4;

  private Bleu() {}

  /**
   * BLEU over characters (code points).
   *
   * @param reference what is right
   * @param hypothesis what was written
   * @return from 0 to 1
   */
  public static double ofCharacters(String reference, String hypothesis) {
    return of(characters(reference), characters(hypothesis));
  }

  /**
   * BLEU over words, which white space divides.
   *
   * @param reference what is right
   * @param hypothesis what was written
   * @return from 0 to 1
   */
  public static double ofWords(String reference, String hypothesis) {
    return of(words(reference), words(hypothesis));
  }

  private static List<String> characters(String text) {
    return text.codePoints().mapToObj(Character::toString).toList();
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : Arrays.asList(text.strip().split("\\s+"));
  }

  private static double of(List<String> reference, List<String> hypothesis) {
    double logs = 0;
    for (int n = 1; n <= LONGEST; n++) {
      Map<List<String>, Integer> allowed = counts(reference, n);
      int common = 0;
      for (Map.Entry<List<String>, Integer> gram : counts(hypothesis, n).entrySet()) {
        common += Math.min(gram.getValue(), allowed.getOrDefault(gram.getKey(), 0));
      }
      if (common == 0 && n == 1) {
        return 0;
      }
      int written = Math.max(1, hypothesis.size() - n + 1);
      logs += Math.log(common == 0 ? Double.MIN_NORMAL : (double) common / written) / LONGEST;
    }
    double brevity =
        hypothesis.size() > reference.size()
            ? 1
            : Math.exp(1 - (double) reference.size() / hypothesis.size());
    return brevity * Math.exp(logs);
  }

  private static Map<List<String>, Integer> counts(List<String> tokens, int n) {
    Map<List<String>, Integer> counts = new HashMap<>();
    for (int i = 0; i + n <= tokens.size(); i++) {
      counts.merge(tokens.subList(i, i + n), 1, Integer::sum);
    }
    return counts;
  }
}
