package org.smdm.data.ngram;

import java.util.Arrays;
import org.smdm.data.packed.TokenSequence;

/**
 * How often each n-gram occurs: n ids packed into a long, the oldest in the highest bits, sorted;
 * so n-grams with the same context (all ids but the last) lie side by side.
 */
final class NGramCounts {

  private final int bits;
  private final int order;
  private final long[] keys;
  private final int[] counts;

  private NGramCounts(int bits, int order, long[] keys, int[] counts) {
    this.bits = bits;
    this.order = order;
    this.keys = keys;
    this.counts = counts;
  }

  /**
   * Counts a sequence read as a ring, so that every token begins exactly one n-gram and counts of
   * different orders agree.
   */
  static NGramCounts of(TokenSequence tokens, int bits, int order) {
    int length = tokens.length();
    long mask = (1L << (order * bits)) - 1;
    long[] grams = new long[length];
    long gram = 0;
    for (int i = 0; i < order - 1; i++) {
      gram = gram << bits | tokens.get(i % length);
    }
    for (int i = 0; i < length; i++) {
      int last = (int) (((long) i + order - 1) % length);
      gram = (gram << bits | tokens.get(last)) & mask;
      grams[i] = gram;
    }
    return distinct(bits, order, grams);
  }

  /** Counts of the n-grams one shorter, by the same tokens. */
  NGramCounts shorter() {
    long[] prefixes = new long[keys.length];
    int[] sums = new int[keys.length];
    int size = 0;
    for (int i = 0; i < keys.length; i++) {
      long prefix = keys[i] >>> bits;
      if (size == 0 || prefixes[size - 1] != prefix) {
        prefixes[size++] = prefix;
      }
      sums[size - 1] += counts[i];
    }
    return new NGramCounts(
        bits, order - 1, Arrays.copyOf(prefixes, size), Arrays.copyOf(sums, size));
  }

  /**
   * Continuation counts of the n-grams one shorter: how many different ids come before each of them
   * in the n-grams here, however often.
   */
  NGramCounts continuations() {
    long mask = (1L << ((order - 1) * bits)) - 1;
    long[] suffixes = new long[keys.length];
    for (int i = 0; i < keys.length; i++) {
      suffixes[i] = keys[i] & mask;
    }
    return distinct(bits, order - 1, suffixes);
  }

  /** Bits per id. */
  int bits() {
    return bits;
  }

  /** Number of different n-grams. */
  int size() {
    return keys.length;
  }

  /** The n-gram at an index; they ascend. */
  long key(int index) {
    return keys[index];
  }

  /** How often the n-gram at an index occurs, at least 1. */
  int count(int index) {
    return counts[index];
  }

  /** How often an n-gram at one of the indices {@code [from, to)} occurs, 0 if it is not there. */
  int count(long key, int from, int to) {
    int index = Arrays.binarySearch(keys, from, to, key);
    return index < 0 ? 0 : counts[index];
  }

  private static NGramCounts distinct(int bits, int order, long[] grams) {
    Arrays.sort(grams);
    int size = 0;
    for (int i = 0; i < grams.length; i++) {
      if (i == 0 || grams[i] != grams[i - 1]) {
        size++;
      }
    }
    long[] keys = new long[size];
    int[] counts = new int[size];
    int at = -1;
    for (int i = 0; i < grams.length; i++) {
      if (i == 0 || grams[i] != grams[i - 1]) {
        keys[++at] = grams[i];
      }
      counts[at]++;
    }
    return new NGramCounts(bits, order, keys, counts);
  }
}
