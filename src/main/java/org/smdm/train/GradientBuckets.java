package org.smdm.train;

import java.util.ArrayList;
import java.util.List;
import org.smdm.model.GradientLayout;
import org.smdm.model.GradientLayout.Range;

/**
 * Pieces of the gradients that are sent between ranks at once: whole stages of the backward pass,
 * as many as make sending worth its while.
 *
 * @param ranges each one's piece, in the order in which the backward pass completes them
 * @param lastStages each one's last stage
 */
record GradientBuckets(List<Range> ranges, List<Integer> lastStages) {

  /** Elements of a bucket at least, the last one's excepted: 4 MiB. */
  private static final long LEAST = 1 << 20;

  static GradientBuckets of(GradientLayout layout) {
    List<Range> ranges = new ArrayList<>();
    List<Integer> lastStages = new ArrayList<>();
    long from = 0;
    int stages = layout.stages().size();
    for (int stage = 0; stage < stages; stage++) {
      long to = layout.stages().get(stage).to();
      if (to - from >= LEAST || stage == stages - 1) {
        ranges.add(new Range(from, to));
        lastStages.add(stage);
        from = to;
      }
    }
    return new GradientBuckets(List.copyOf(ranges), List.copyOf(lastStages));
  }

  /** Number of the bucket that a stage completes, or -1. */
  int completedBy(int stage) {
    return lastStages.indexOf(stage);
  }
}
