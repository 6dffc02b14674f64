package org.smdm.sample;

import org.smdm.config.MaskSchedule;

/**
 * The time grid of sampling, linspace(1, 1e-5, steps + 1), and what it says of each step. In
 * float32 as the reference's.
 */
final class RevealTimes {

  /** The grid ends here rather than at 0. */
  private static final float LAST_TIME = 1e-5f;

  /** Share of the blanks that is masked before each step and after the last, (steps + 1). */
  private final float[] shares;

  RevealTimes(int steps, MaskSchedule schedule) {
    shares = new float[steps + 1];
    float increment = (LAST_TIME - 1) / steps;
    for (int i = 0; i <= steps; i++) {
      // Counted from the nearer end, as torch.linspace does.
      float t = i < (steps + 1) / 2 ? 1 + increment * i : LAST_TIME - increment * (steps - i);
      shares[i] = (float) schedule.maskedShare(t);
    }
  }

  int steps() {
    return shares.length - 1;
  }

  /** Probability with which a step reveals a token that is still masked; 1 at the last step. */
  float probability(int step) {
    return step == steps() - 1 ? 1 : 1 - shares[step + 1] / shares[step];
  }

  /**
   * The reference's number of tokens for a step: ⌊masked · (1 − s/t)⌋, all at the last step.
   *
   * @param masked how many are masked
   */
  int truncated(int step, int masked) {
    return step == steps() - 1 ? masked : (int) (masked * probability(step));
  }

  /**
   * Numbers of tokens per step that keep closest to the schedule.
   *
   * @param blanks their sum
   */
  int[] counts(int blanks) {
    int[] counts = new int[steps()];
    int before = 0;
    for (int i = 0; i < counts.length; i++) {
      int after =
          i == counts.length - 1 ? blanks : (int) Math.round(blanks * (1.0 - shares[i + 1]));
      counts[i] = after - before;
      before = after;
    }
    return counts;
  }
}
