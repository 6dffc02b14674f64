package org.smdm.eval.generation;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How varied texts are. Words are what stands between white space, as written.
 *
 * @param distinct1 different words of all texts by words (Li et al. 2016)
 * @param distinct2 different pairs of neighbouring words by such pairs
 * @param repetition mean over texts of the share of 4-grams of characters that stood in the same
 *     text before (seq-rep-4 of Welleck et al. 2020, on characters so that short texts have some)
 */
public record TextStatistics(double distinct1, double distinct2, double repetition) {

  private static final int REPEATED = 4;

  /**
   * Of some texts; NaN where there are no words, pairs or 4-grams.
   *
   * @param texts without their prompts
   */
  public static TextStatistics of(List<String> texts) {
    return new TextStatistics(
        distinct(texts, 1),
        distinct(texts, 2),
        texts.stream()
            .mapToDouble(TextStatistics::repetition)
            .filter(share -> !Double.isNaN(share))
            .average()
            .orElse(Double.NaN));
  }

  private static double distinct(List<String> texts, int n) {
    Set<List<String>> different = new HashSet<>();
    long all = 0;
    for (String text : texts) {
      List<String> words = Arrays.stream(text.split("\\s+")).filter(w -> !w.isEmpty()).toList();
      for (int i = 0; i + n <= words.size(); i++) {
        different.add(List.copyOf(words.subList(i, i + n)));
        all++;
      }
    }
    return all == 0 ? Double.NaN : (double) different.size() / all;
  }

  private static double repetition(String text) {
    int all = text.length() - REPEATED + 1;
    if (all < 1) {
      return Double.NaN;
    }
    Set<String> different = new HashSet<>();
    for (int i = 0; i < all; i++) {
      different.add(text.substring(i, i + REPEATED));
    }
    return 1 - (double) different.size() / all;
  }
}
