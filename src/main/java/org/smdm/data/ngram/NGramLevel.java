package org.smdm.data.ngram;

import java.util.Arrays;

/**
 * One level of an interpolated model: discounted counts of n-grams, and what each context leaves to
 * the level below.
 */
final class NGramLevel {

  private final NGramCounts grams;
  private final double[] discounts;
  private final long[] contexts;
  private final int[] starts;
  private final double[] totals;
  private final double[] remainders;

  NGramLevel(NGramCounts grams) {
    this.grams = grams;
    this.discounts = discounts(grams);
    int size = 0;
    for (int i = 0; i < grams.size(); i++) {
      if (beginsContext(i)) {
        size++;
      }
    }
    contexts = new long[size];
    starts = new int[size + 1];
    totals = new double[size];
    remainders = new double[size];
    int at = -1;
    for (int i = 0; i < grams.size(); i++) {
      if (beginsContext(i)) {
        contexts[++at] = grams.key(i) >>> grams.bits();
        starts[at] = i;
      }
      totals[at] += grams.count(i);
      remainders[at] += discount(grams.count(i));
    }
    starts[size] = grams.size();
    for (int c = 0; c < size; c++) {
      remainders[c] /= totals[c];
    }
  }

  /**
   * The probability of an id after a context.
   *
   * @param context the {@code order - 1} ids before it, packed as in {@link NGramCounts}
   * @param id the id
   * @param lower its probability one level below, which also answers for unseen contexts
   */
  double interpolate(long context, int id, double lower) {
    int c = Arrays.binarySearch(contexts, context);
    if (c < 0) {
      return lower;
    }
    int count = grams.count(context << grams.bits() | id, starts[c], starts[c + 1]);
    return (count - discount(count)) / totals[c] + remainders[c] * lower;
  }

  private boolean beginsContext(int gram) {
    return gram == 0 || grams.key(gram) >>> grams.bits() != grams.key(gram - 1) >>> grams.bits();
  }

  private double discount(int count) {
    return discounts[Math.min(count, 3)];
  }

  /**
   * What to take off counts of 0, 1, 2 and 3 or more, as Chen and Goodman estimate it.
   *
   * <p>Their estimates presume that low counts are many and fall off, which small vocabularies can
   * violate: where they cannot be had or leave {@code (0, count)}, the single discount of plain
   * Kneser-Ney stands in, and one half where even that has no basis. All are positive, so every
   * context leaves something to unseen ids.
   */
  private static double[] discounts(NGramCounts grams) {
    long[] n = new long[5];
    for (int i = 0; i < grams.size(); i++) {
      if (grams.count(i) <= 4) {
        n[grams.count(i)]++;
      }
    }
    double single = n[1] > 0 && n[2] > 0 ? n[1] / (n[1] + 2.0 * n[2]) : 0.5;
    double[] discounts = {0, single, single, single};
    for (int count = 1; count <= 3; count++) {
      double estimate = count - (count + 1) * single * n[count + 1] / n[count];
      if (estimate > 0 && estimate < count) {
        discounts[count] = estimate;
      }
    }
    return discounts;
  }
}
