package org.smdm.scaling;

import java.util.List;

/** Follows a queue. */
public interface QueueListener {

  /**
   * Called when something changed, and now and then between.
   *
   * @param state where the queue is
   */
  void update(State state);

  /**
   * Where a queue is.
   *
   * @param total runs of the plan
   * @param finished of them
   * @param failed names of those that failed twice
   * @param active names of those that are trained now
   * @param secondsLeft estimated; NaN before anything can be said
   * @param event what just happened, as a sentence; empty for nothing
   */
  record State(
      int total,
      int finished,
      List<String> failed,
      List<String> active,
      double secondsLeft,
      String event) {}
}
