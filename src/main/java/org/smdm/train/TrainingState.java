package org.smdm.train;

import org.smdm.record.ValidationResult;

/**
 * What a checkpoint holds besides weights and moments. The data's position and the random streams
 * follow from the step: block {@code n} and the noise of (step, micro-batch) depend on the config's
 * seed alone.
 *
 * @param step optimiser steps done, skipped ones included
 * @param tokens read so far
 * @param skippedSteps steps left out as gradient spikes
 * @param elapsedSeconds of training so far, validation and checkpoints left out
 * @param dataSha256 fingerprint of the data
 * @param validation of these weights; null where they were not validated
 */
public record TrainingState(
    long step,
    long tokens,
    long skippedSteps,
    double elapsedSeconds,
    String dataSha256,
    ValidationResult validation) {

  /** Before the first step. */
  static TrainingState initial(String dataSha256) {
    return new TrainingState(0, 0, 0, 0, dataSha256, null);
  }
}
