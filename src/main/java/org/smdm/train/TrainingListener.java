package org.smdm.train;

import java.nio.file.Path;
import org.smdm.record.StepMetrics;
import org.smdm.record.ValidationResult;

/**
 * Follows a run while it happens. All methods are called by the training thread, in order.
 *
 * <p>Other long work tells a {@link org.smdm.io.Progress}. Training does not: every step has
 * metrics, and validations, checkpoints and stops are told apart.
 */
public interface TrainingListener {

  /** A listener that ignores everything. */
  TrainingListener NONE = new TrainingListener() {};

  /**
   * Training is about to begin, or to go on.
   *
   * @param steps length of the run in optimiser steps
   * @param done steps that an interrupted run has behind it
   */
  default void started(long steps, long done) {}

  /** A step was done. */
  default void step(StepMetrics metrics) {}

  /** The model was validated after {@code step} steps. */
  default void validated(long step, ValidationResult result) {}

  /** A checkpoint was written after {@code step} steps. */
  default void saved(long step, Path checkpoint) {}

  /** The run has saved itself and ends after {@code step} steps because it was told to. */
  default void stopped(long step) {}

  /** Something that the run can do without went wrong. */
  default void warned(String message) {}

  /** The run is over, normally. */
  default void finished() {}
}
