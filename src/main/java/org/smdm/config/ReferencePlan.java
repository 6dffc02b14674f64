package org.smdm.config;

import org.smdm.io.UserException;

/**
 * The numbers that the reference's training scripts derive from their command lines, for eight GPUs
 * per node (reference {@code pretrain/train_*.py} and {@code sft/finetune_*.py}).
 *
 * @param steps optimiser steps
 * @param warmupSteps optimiser steps of the learning rate's rise
 * @param microBatchSize sequences per forward pass and GPU
 * @param accumulation micro-batches per optimiser step and GPU
 * @param validationBatches micro-batches of one validation; 0 for fine-tuning, which has none
 */
public record ReferencePlan(
    long steps, long warmupSteps, int microBatchSize, int accumulation, long validationBatches) {

  private static final int GPUS_PER_NODE = 8;
  private static final int BLOCK_SIZE = 2048;
  private static final int VALIDATION_SEQUENCES = 100 * 1024;
  private static final int MIN_WARMUP_STEPS = 100;
  private static final int MIN_FINE_TUNING_WARMUP_STEPS = 200;

  /**
   * A pretraining run.
   *
   * @param millions named size
   * @param family ARM or MDM
   * @param flops budget in operations, for instance 10e18
   * @param globalBatchSize sequences per optimiser step
   * @param nodes machines of eight GPUs
   * @param sslRatio share of stochastic-length batches
   * @throws UserException when a GPU would get less than one micro-batch per step
   */
  public static ReferencePlan pretraining(
      int millions,
      ModelFamily family,
      double flops,
      int globalBatchSize,
      int nodes,
      double sslRatio) {
    long parameters = ModelSizes.named(millions).nonEmbeddingParameters();
    double length = BLOCK_SIZE * (1 - sslRatio) + sslRatio * (1 + BLOCK_SIZE) / 2;
    long steps = (long) (flops / (6.0 * parameters * globalBatchSize * length));
    int microBatchSize = microBatchSize(millions, family);
    return new ReferencePlan(
        steps,
        Math.max(MIN_WARMUP_STEPS, steps / 100),
        microBatchSize,
        accumulation(globalBatchSize, nodes, microBatchSize),
        (long) VALIDATION_SEQUENCES * nodes / globalBatchSize);
  }

  /**
   * A fine-tuning run.
   *
   * @param examples size of the training set
   * @param epochs passes over it
   * @param globalBatchSize sequences per optimiser step
   * @param microBatchSize sequences per forward pass and GPU
   * @throws UserException when a GPU would get less than one micro-batch per step
   */
  public static ReferencePlan fineTuning(
      long examples, int epochs, int globalBatchSize, int microBatchSize) {
    long steps = examples * epochs / globalBatchSize;
    return new ReferencePlan(
        steps,
        Math.max(MIN_FINE_TUNING_WARMUP_STEPS, steps / 100),
        microBatchSize,
        accumulation(globalBatchSize, 1, microBatchSize),
        0);
  }

  /** Micro-batches of the whole run on one GPU: what the learning rate counts. */
  public long iterations() {
    return steps * accumulation;
  }

  /** Micro-batches of the warm-up on one GPU. */
  public long warmupIterations() {
    return warmupSteps * accumulation;
  }

  /**
   * Sequences per forward pass that the reference uses for a size.
   *
   * @param millions named size
   * @param family ARM or MDM
   */
  public static int microBatchSize(int millions, ModelFamily family) {
    if (millions <= 20) {
      return 32;
    }
    if (millions <= 50) {
      return 16;
    }
    if (millions <= 1000) {
      return 8;
    }
    if (family == ModelFamily.MDM) {
      return 4;
    }
    return millions <= 1028 ? 8 : 2;
  }

  private static int accumulation(int globalBatchSize, int nodes, int microBatchSize) {
    int accumulation = globalBatchSize / (GPUS_PER_NODE * nodes) / microBatchSize;
    if (accumulation == 0) {
      throw new UserException(
          "globalBatchSize %d gives each of %d GPUs less than one micro-batch of %d: raise it, or use fewer nodes"
              .formatted(globalBatchSize, GPUS_PER_NODE * nodes, microBatchSize));
    }
    return accumulation;
  }
}
