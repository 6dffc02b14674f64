package org.smdm.sample;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.smdm.config.SamplingConfig;
import org.smdm.config.Unmasking;

/**
 * One sequence on its way from blanks to tokens: what is decided and what its next steps are. Where
 * the order does not depend on the model, all steps are laid out at the beginning, so that each
 * asks the model about the tokens it reveals and about no others.
 */
final class MaskedSequence {

  /**
   * A step that is laid out.
   *
   * @param step its number
   * @param window index of the block
   * @param positions what it reveals; null where the model decides
   * @param count how many it reveals
   */
  private record Planned(int step, int window, int[] positions, int count) {}

  /** The positions [from, to), a block. */
  private record Window(int from, int to) {}

  /**
   * What a step asks the model.
   *
   * @param sequence who asks
   * @param step its number, for the noise
   * @param positions ascending, all blank
   * @param count how many of them are to be filled, at least
   * @param from first position of the block
   * @param to behind its last position
   * @param stepInBlock counts from 0 in each block
   */
  record Question(
      MaskedSequence sequence,
      int step,
      int[] positions,
      int count,
      int from,
      int to,
      int stepInBlock) {}

  private final long number;
  private final SamplingConfig config;
  private final int maskId;
  private final int endOfText;
  private final int[] ids;
  private final boolean[] given;
  private final int blanks;
  private int masked;
  private final List<Window> windows = new ArrayList<>();
  private final Deque<Planned> plan = new ArrayDeque<>();
  private int window = -1;
  private int stepInBlock;
  private int nextStep;

  /**
   * @param template token ids, the mask id for blanks
   */
  MaskedSequence(
      long number,
      int[] template,
      int maskId,
      int endOfText,
      SamplingConfig config,
      SamplingNoise noise) {
    this.number = number;
    this.config = config;
    this.maskId = maskId;
    this.endOfText = endOfText;
    ids = template.clone();
    given = new boolean[ids.length];
    for (int i = 0; i < ids.length; i++) {
      given[i] = ids[i] != maskId;
    }
    blanks = masked(0, ids.length).length;
    masked = blanks;
    layOutWindows();
    if (config.order().threshold() == 0) {
      plan(noise);
    }
  }

  private void layOutWindows() {
    int block = config.order().blockLength() == 0 ? ids.length : config.order().blockLength();
    int first = config.order().blockLength() == 0 ? 0 : Math.max(0, firstMasked());
    for (int from = first; from < ids.length; from += block) {
      int to = Math.min(ids.length, from + block);
      if (masked(from, to).length > 0) {
        windows.add(new Window(from, to));
      }
    }
  }

  private void plan(SamplingNoise noise) {
    int stepsBefore = 0;
    int blanksBefore = 0;
    for (int w = 0; w < windows.size(); w++) {
      int[] open = masked(windows.get(w).from, windows.get(w).to);
      blanksBefore += open.length;
      // Blocks share the steps by their blanks; each has one at least.
      int until = (int) Math.round((double) config.steps() * blanksBefore / blanks);
      RevealTimes times =
          new RevealTimes(Math.max(1, until - stepsBefore), config.order().schedule());
      if (config.order().unmasking() == Unmasking.ANCESTRAL) {
        planAncestral(w, open, stepsBefore, times, noise);
      } else {
        planCounts(w, open, stepsBefore, times, noise);
      }
      stepsBefore += times.steps();
    }
  }

  private void planAncestral(int w, int[] open, int first, RevealTimes times, SamplingNoise noise) {
    int[] left = open;
    for (int i = 0; i < times.steps() && left.length > 0; i++) {
      int step = first + i;
      float probability = times.probability(i);
      int[] revealed =
          Arrays.stream(left).filter(p -> noise.reveal(number, step, p) < probability).toArray();
      if (revealed.length > 0) {
        plan.add(new Planned(step, w, revealed, revealed.length));
        left = Arrays.stream(left).filter(p -> Arrays.binarySearch(revealed, p) < 0).toArray();
      }
    }
  }

  private void planCounts(int w, int[] open, int first, RevealTimes times, SamplingNoise noise) {
    int[] order = open;
    if (config.order().unmasking() == Unmasking.RANDOM) {
      float[] keys = new float[ids.length];
      for (int p : open) {
        keys[p] = noise.reveal(number, first, p);
      }
      order =
          IntStream.of(open)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer p) -> keys[p]).thenComparing(p -> p))
              .mapToInt(p -> p)
              .toArray();
    }
    int[] counts = times.counts(open.length);
    int done = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        int[] positions = null;
        if (!config.order().unmasking().readsLogits()) {
          positions = Arrays.copyOfRange(order, done, done + counts[i]);
          Arrays.sort(positions);
        }
        plan.add(new Planned(first + i, w, positions, counts[i]));
        done += counts[i];
      }
    }
  }

  /** The next step; only while the sequence is not finished. */
  Question next() {
    Planned planned = plan.poll();
    if (planned == null) {
      // A threshold decides while sampling: the first block that has blanks.
      int w = Math.max(0, window);
      while (masked(windows.get(w).from, windows.get(w).to).length == 0) {
        w++;
      }
      planned = new Planned(nextStep, w, null, 1);
    }
    stepInBlock = planned.window == window ? stepInBlock + 1 : 0;
    window = planned.window;
    nextStep = planned.step + 1;
    Window block = windows.get(window);
    int[] positions = planned.positions == null ? masked(block.from, block.to) : planned.positions;
    return new Question(
        this, planned.step, positions, planned.count, block.from, block.to, stepInBlock);
  }

  /** A step of the reference, which counts the whole batch; only without blocks. */
  Question next(int step) {
    return new Question(this, step, masked(0, ids.length), 0, 0, ids.length, step);
  }

  /**
   * Decides tokens.
   *
   * @param positions blanks
   * @param tokens (positions)
   */
  void fill(int[] positions, int[] tokens) {
    for (int i = 0; i < positions.length; i++) {
      ids[positions[i]] = tokens[i];
    }
    masked -= positions.length;
    if (config.stopAtEndOfText() && endOfText >= 0 && masked > 0) {
      stopAtEndOfText();
    }
  }

  /** Nothing behind an end of text is read, once all before it is decided. */
  private void stopAtEndOfText() {
    int end = 0;
    while (end < ids.length && ids[end] != maskId && (given[end] || ids[end] != endOfText)) {
      end++;
    }
    if (end == ids.length || ids[end] == maskId) {
      return;
    }
    for (int p = end + 1; p < ids.length; p++) {
      if (given[p]) {
        return;
      }
    }
    Arrays.fill(ids, end, ids.length, endOfText);
    masked = 0;
  }

  boolean isFinished() {
    return masked == 0;
  }

  long number() {
    return number;
  }

  /** Tokens and mask ids, live. */
  int[] ids() {
    return ids;
  }

  /** The tokens with everything masked that was given. */
  int[] withoutGiven() {
    int[] result = ids.clone();
    for (int i = 0; i < result.length; i++) {
      if (given[i]) {
        result[i] = maskId;
      }
    }
    return result;
  }

  /** Whether anything was given: without, guidance has nothing to compare with. */
  boolean hasGiven() {
    return blanks < ids.length;
  }

  /** How many are masked. */
  int masked() {
    return masked;
  }

  /** Share of the blanks that is still masked. */
  double maskedShare() {
    return (double) masked / blanks;
  }

  private int firstMasked() {
    return IntStream.range(0, ids.length).filter(i -> ids[i] == maskId).findFirst().orElse(-1);
  }

  private int[] masked(int from, int to) {
    return IntStream.range(from, to).filter(i -> ids[i] == maskId).toArray();
  }
}
