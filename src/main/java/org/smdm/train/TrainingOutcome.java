package org.smdm.train;

import org.smdm.record.ValidationResult;

/**
 * How {@link Trainer#run()} ended.
 *
 * @param finished whether the budget is spent; else it was told to stop
 * @param step optimiser steps done
 * @param validation of the last weights; null where they were not validated
 */
public record TrainingOutcome(boolean finished, long step, ValidationResult validation) {}
