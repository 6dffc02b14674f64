package org.smdm.eval.likelihood;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.smdm.eval.EncodedRequest;

/**
 * A text and several continuations of it as one sequence, which a causal model reads at once if
 * every token sees the stem and its own branch only.
 *
 * <p>The last token of each continuation is predicted, never read, and all of their first ones are
 * predicted from the stem's last.
 *
 * @param ids of the stem, then of each continuation but for its last (time)
 * @param positions where these tokens stand in their own texts (time)
 * @param branches 0 for the stem, then 1, 2, … (time)
 * @param firsts where each continuation's second token is predicted, if it has one
 */
record BranchedText(int[] ids, int[] positions, int[] branches, int[] firsts) {

  /** Longer texts are cut into several, or every token looking at every other would take much. */
  private static final int MOST_TOKENS = 1024;

  /**
   * Joins.
   *
   * @param stem at least one token
   * @param ends continuations of at least one token each
   */
  static BranchedText of(int[] stem, List<int[]> ends) {
    int length = stem.length + ends.stream().mapToInt(end -> end.length - 1).sum();
    int[] ids = Arrays.copyOf(stem, length);
    int[] positions = new int[length];
    int[] branches = new int[length];
    int[] firsts = new int[ends.size()];
    Arrays.setAll(positions, i -> i);
    int at = stem.length;
    for (int branch = 0; branch < ends.size(); branch++) {
      int[] end = ends.get(branch);
      firsts[branch] = at;
      for (int i = 0; i < end.length - 1; i++) {
        ids[at] = end[i];
        positions[at] = stem.length + i;
        branches[at++] = branch + 1;
      }
    }
    return new BranchedText(ids, positions, branches, firsts);
  }

  /**
   * Which choices are read with one another.
   *
   * @param stem tokens of what they have in common
   * @param choices one after the other
   */
  static List<List<EncodedRequest>> parts(int stem, List<EncodedRequest> choices) {
    int most = Math.max(MOST_TOKENS, 2 * stem);
    List<List<EncodedRequest>> parts = new ArrayList<>();
    int length = most;
    for (EncodedRequest choice : choices) {
      int more = choice.target().length - 1;
      if (length + more > most || parts.isEmpty()) {
        parts.add(new ArrayList<>());
        length = stem;
      }
      parts.get(parts.size() - 1).add(choice);
      length += more;
    }
    return parts;
  }

  int length() {
    return ids.length;
  }

  /** Where a continuation's token is predicted. */
  int place(int branch, int token, int stem) {
    return token == 0 ? stem - 1 : firsts[branch] + token - 1;
  }
}
