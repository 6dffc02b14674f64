package org.smdm.config;

import org.smdm.io.Check;
import org.smdm.io.UserException;

/**
 * Sequences per optimiser step and per forward pass.
 *
 * @param globalBatchSize sequences per optimiser step, over all ranks
 * @param microBatchSize sequences per forward and backward pass; divides the global batch size
 */
public record BatchConfig(int globalBatchSize, int microBatchSize) {

  /** Validates that one divides the other. */
  public BatchConfig {
    Check.atLeast("globalBatchSize", globalBatchSize, 1);
    Check.atLeast("microBatchSize", microBatchSize, 1);
    if (globalBatchSize % microBatchSize != 0) {
      throw new UserException(
          "microBatchSize is %d with globalBatchSize %d: write a divisor of globalBatchSize"
              .formatted(microBatchSize, globalBatchSize));
    }
  }

  /** Micro-batches whose gradients are accumulated for one optimiser step. */
  public int microBatches() {
    return globalBatchSize / microBatchSize;
  }
}
