package org.smdm.data.ngram;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The test oracle for {@link NGramModel}: its formula over lists and maps, slow and plain. */
final class NaiveKneserNey {

  private final int[] ids;
  private final int vocabSize;
  private final int order;

  NaiveKneserNey(int[] ids, int vocabSize, int order) {
    this.ids = ids;
    this.vocabSize = vocabSize;
    this.order = order;
  }

  double probability(int[] window, int at) {
    int n = Math.min(order, at + 1);
    List<Integer> gram = new ArrayList<>();
    for (int i = at - n + 1; i <= at; i++) {
      gram.add(window[i]);
    }
    return probability(gram, occurrences(n));
  }

  private double probability(List<Integer> gram, Map<List<Integer>, Integer> counts) {
    List<Integer> shorter = gram.subList(1, gram.size());
    double lower =
        shorter.isEmpty() ? 1.0 / vocabSize : probability(shorter, continuations(shorter.size()));
    double[] discounts = discounts(counts);
    double total = 0;
    double left = 0;
    for (int id = 0; id < vocabSize; id++) {
      List<Integer> sibling = new ArrayList<>(gram.subList(0, gram.size() - 1));
      sibling.add(id);
      int count = counts.getOrDefault(sibling, 0);
      total += count;
      left += discounts[Math.min(3, count)];
    }
    if (total == 0) {
      return lower;
    }
    int count = counts.getOrDefault(gram, 0);
    return (count - discounts[Math.min(3, count)] + left * lower) / total;
  }

  private static double[] discounts(Map<List<Integer>, Integer> counts) {
    double[] n = new double[5];
    for (int k = 1; k <= 4; k++) {
      int wanted = k;
      n[k] = counts.values().stream().filter(c -> c == wanted).count();
    }
    double y = n[1] * n[2] > 0 ? n[1] / (n[1] + 2 * n[2]) : 0.5;
    double[] d = {0, 1 - 2 * y * n[2] / n[1], 2 - 3 * y * n[3] / n[2], 3 - 4 * y * n[4] / n[3]};
    for (int k = 1; k <= 3; k++) {
      d[k] = d[k] > 0 && d[k] < k ? d[k] : y;
    }
    return d;
  }

  private Map<List<Integer>, Integer> occurrences(int n) {
    Map<List<Integer>, Integer> counts = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      counts.merge(ring(i, n), 1, Integer::sum);
    }
    return counts;
  }

  private Map<List<Integer>, Integer> continuations(int n) {
    Map<List<Integer>, Set<Integer>> before = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      before.computeIfAbsent(ring(i + 1, n), gram -> new HashSet<>()).add(ids[i]);
    }
    Map<List<Integer>, Integer> counts = new HashMap<>();
    before.forEach((gram, first) -> counts.put(gram, first.size()));
    return counts;
  }

  private List<Integer> ring(int start, int n) {
    List<Integer> gram = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      gram.add(ids[(start + i) % ids.length]);
    }
    return gram;
  }
}
