package org.smdm.sample;

import java.util.Arrays;
import java.util.List;

/**
 * How one sequence came to be: what was given, every step and what it became.
 *
 * <p>A step's index counts the steps that were taken, from 0; {@link DenoisingStep#step} is its
 * number among those that were planned, of which some may have had nothing to do.
 *
 * <p>A text may end before it is full: once an end of text stands behind nothing but decided
 * tokens, the sampler puts ends of text everywhere behind it, without asking the model, also where
 * tokens had been drawn. Such positions are {@link #BEHIND_END}.
 *
 * @param sequence its number among all that are sampled
 * @param template (given) token ids, {@code maskId} for blanks; an ARM's prompt, which is shorter
 *     than {@code ids}
 * @param maskId of blanks
 * @param steps that were taken, in their order
 * @param ids (time) what it became
 */
public record Trajectory(
    long sequence, int[] template, int maskId, List<DenoisingStep> steps, int[] ids) {

  /** In the place of a step: the token was in the template. */
  public static final int GIVEN = -1;

  /** In the place of a step: no step drew the token, which stands behind the end of the text. */
  public static final int BEHIND_END = -2;

  /**
   * Copies the ids.
   *
   * @throws IllegalArgumentException when steps fill what is no blank, or given tokens changed
   */
  public Trajectory {
    template = template.clone();
    ids = ids.clone();
    steps = List.copyOf(steps);
    if (template.length > ids.length) {
      throw new IllegalArgumentException(
          "%d tokens became %d".formatted(template.length, ids.length));
    }
    boolean[] isDecided = new boolean[ids.length];
    for (int p = 0; p < template.length; p++) {
      isDecided[p] = template[p] != maskId;
      if (isDecided[p] && ids[p] != template[p]) {
        throw new IllegalArgumentException("the given token at position %d changed".formatted(p));
      }
    }
    for (DenoisingStep step : steps) {
      for (int p : step.revealed()) {
        if (p < 0 || p >= ids.length || isDecided[p]) {
          throw new IllegalArgumentException(
              "step %d filled position %d, which is no blank".formatted(step.step(), p));
        }
        isDecided[p] = true;
      }
    }
  }

  @Override
  public int[] template() {
    return template.clone();
  }

  @Override
  public int[] ids() {
    return ids.clone();
  }

  /**
   * The sequence in the middle.
   *
   * @param taken how many steps were taken, from 0 for the template to all for {@link #ids}
   * @return (time) ids, the mask id for blanks; an ARM's are as many as there are
   */
  public int[] idsAfter(int taken) {
    if (taken < 0 || taken > steps.size()) {
      throw new IllegalArgumentException(
          "there is nothing after %d of %d steps".formatted(taken, steps.size()));
    }
    if (taken == steps.size()) {
      return ids();
    }
    int[] result = Arrays.copyOf(template, ids.length);
    Arrays.fill(result, template.length, ids.length, maskId);
    int length = template.length;
    for (DenoisingStep step : steps.subList(0, taken)) {
      for (int p : step.revealed()) {
        result[p] = drawn(step, p);
        length = Math.max(length, p + 1);
      }
    }
    return Arrays.copyOf(result, length);
  }

  /**
   * Where each token that is there came from.
   *
   * @return (time) index of the step that drew it, {@link #GIVEN} or {@link #BEHIND_END}
   */
  public int[] revealStep() {
    int[] result = drawStep();
    for (int p = 0; p < result.length; p++) {
      if (result[p] >= 0 && drawn(steps.get(result[p]), p) != ids[p]) {
        result[p] = BEHIND_END;
      }
    }
    return result;
  }

  /**
   * When each position was filled, also where an end of text then took the token's place.
   *
   * @return (time) index of the step, {@link #GIVEN}, or {@link #BEHIND_END} where none did
   */
  public int[] drawStep() {
    int[] result = new int[ids.length];
    for (int p = 0; p < ids.length; p++) {
      result[p] = p < template.length && template[p] != maskId ? GIVEN : BEHIND_END;
    }
    for (int s = 0; s < steps.size(); s++) {
      for (int p : steps.get(s).revealed()) {
        result[p] = s;
      }
    }
    return result;
  }

  /**
   * How probable the model held each token when it was revealed, at temperature 1.
   *
   * @return (time) probability; NaN for given tokens and behind the end of the text
   */
  public double[] confidence() {
    int[] reveal = revealStep();
    double[] result = new double[ids.length];
    for (int p = 0; p < ids.length; p++) {
      result[p] = Double.NaN;
      if (reveal[p] >= 0) {
        DenoisingStep step = steps.get(reveal[p]);
        result[p] = step.probabilities()[Arrays.binarySearch(step.asked(), p)];
      }
    }
    return result;
  }

  /** The first position {@link #BEHIND_END}; the length of the sequence without one. */
  public int end() {
    int[] reveal = revealStep();
    int end = 0;
    while (end < reveal.length && reveal[end] != BEHIND_END) {
      end++;
    }
    return end;
  }

  private static int drawn(DenoisingStep step, int position) {
    return step.candidates()[Arrays.binarySearch(step.asked(), position)];
  }
}
