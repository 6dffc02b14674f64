package org.smdm.train;

import org.smdm.config.OptimizerConfig;

/**
 * Linear warm-up from 0, then a cosine to the minimum, counted in micro-batches (reference {@code
 * get_lr}). The first micro-batch has rate 0.
 *
 * @param peak the highest rate
 * @param minimum the last rate
 * @param warmupIterations micro-batches of the rise
 * @param iterations micro-batches of the whole schedule
 * @param microBatches micro-batches per optimiser step
 */
public record LearningRate(
    double peak, double minimum, long warmupIterations, long iterations, int microBatches) {

  /**
   * The schedule of a run.
   *
   * @param config peak, minimum and warm-up rule
   * @param steps length of the run in optimiser steps
   * @param microBatches micro-batches per optimiser step
   */
  public static LearningRate of(OptimizerConfig config, long steps, int microBatches) {
    return new LearningRate(
        config.learningRate(),
        config.minLearningRate(),
        config.warmup().warmupSteps(steps) * microBatches,
        steps * microBatches,
        microBatches);
  }

  /**
   * The rate of an optimiser step: that of its last micro-batch.
   *
   * @param step from 0
   */
  public double atStep(long step) {
    return at((step + 1) * microBatches - 1);
  }

  /**
   * The rate of a micro-batch.
   *
   * @param iteration from 0, over the whole run
   */
  public double at(long iteration) {
    if (iteration < warmupIterations) {
      return peak * iteration / warmupIterations;
    }
    if (iteration > iterations) {
      return minimum;
    }
    double progress =
        iterations == warmupIterations
            ? 1
            : (double) (iteration - warmupIterations) / (iterations - warmupIterations);
    return minimum + 0.5 * (1 + Math.cos(Math.PI * progress)) * (peak - minimum);
  }
}
