package org.smdm.config;

import org.smdm.io.Check;

/**
 * When a run saves its state and which of these it keeps. The end of a run is always saved.
 *
 * @param everySteps optimiser steps between checkpoints; 0 saves only at the end
 * @param keepLast latest checkpoints that stay
 * @param keepBest checkpoints of the lowest validation losses that stay besides; a validation that
 *     is among them is saved at once; 0 looks at no validation
 */
public record CheckpointConfig(long everySteps, int keepLast, int keepBest) {

  /** Validates the ranges. */
  public CheckpointConfig {
    Check.atLeast("everySteps", everySteps, 0);
    Check.atLeast("keepLast", keepLast, 1);
    Check.atLeast("keepBest", keepBest, 0);
  }

  /** Only the end is saved. */
  public static CheckpointConfig atEnd() {
    return new CheckpointConfig(0, 2, 0);
  }
}
