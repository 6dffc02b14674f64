package org.smdm.train;

import org.smdm.config.RunConfig;
import org.smdm.data.packed.BlockSource;
import org.smdm.objective.Objective;
import org.smdm.objective.TrainingBatch;
import org.smdm.tensor.RandomStreams;

/** Micro-batches of blocks, read in order. */
public final class BlockBatches implements BatchSource {

  private final BlockSource blocks;
  private final Objective objective;
  private final RandomStreams streams;
  private final int globalSize;
  private final int microSize;

  /**
   * @param config the run
   * @param blocks training blocks of blockSize + 1 tokens
   */
  public BlockBatches(RunConfig config, BlockSource blocks) {
    this.blocks = blocks;
    this.objective = Objective.of(config);
    this.streams = new RandomStreams(config.seed());
    this.globalSize = config.batch().globalBatchSize();
    this.microSize = config.batch().microBatchSize();
  }

  @Override
  public TrainingBatch batch(long step, int microBatch) {
    long first = step * globalSize + (long) microBatch * microSize;
    int[][] rows = new int[microSize][blocks.blockLength()];
    for (int i = 0; i < microSize; i++) {
      blocks.read(first + i, rows[i], 0);
    }
    return objective.prepare(rows, streams, step, microBatch);
  }
}
