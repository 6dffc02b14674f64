package org.smdm.train;

import org.smdm.record.RunFolder;
import org.smdm.record.ValidationResult;

/**
 * What is left of a run.
 *
 * @param folder metrics, manifest and checkpoints
 * @param isFinished whether the budget is spent; else it was told to stop
 * @param step optimiser steps done
 * @param validation of the last weights; null where they were not validated
 */
public record TrainingOutcome(
    RunFolder folder, boolean isFinished, long step, ValidationResult validation) {}
