package org.smdm.objective;

import org.smdm.code.OwnClass;
import org.smdm.config.ObjectiveConfig;
import org.smdm.io.UserException;
import org.smdm.tensor.RandomStreams;

/** An objective that a researcher wrote: its method {@code prepare} makes the batches. */
final class OwnObjective implements Objective {

  private final ObjectiveConfig.Own config;
  private final int maskId;
  private final long steps;
  private final OwnClass.Call<TrainingBatch> prepare;

  /**
   * @param config with the source
   * @param maskId of the model
   * @param steps of the run
   * @throws UserException when it does not compile, with the line of the source
   */
  OwnObjective(ObjectiveConfig.Own config, int maskId, long steps) {
    this.config = config;
    this.maskId = maskId;
    this.steps = steps;
    prepare =
        new OwnClass("objective", config.source(), Draw.class.getPackage())
            .method(
                TrainingBatch.class,
                "prepare",
                "TrainingBatch prepare(int[][] blocks, Draw draw)",
                int[][].class,
                Draw.class);
  }

  @Override
  public TrainingBatch prepare(int[][] blocks, RandomStreams streams, long step, int microBatch) {
    Draw draw = new Draw(config.family(), maskId, step, steps, microBatch, streams);
    TrainingBatch batch = prepare.with(blocks, draw);
    require(batch, blocks);
    return batch;
  }

  /** What a batch of other makers may have wrong. */
  private static void require(TrainingBatch batch, int[][] blocks) {
    int rows = batch.rows().length;
    if (batch.batch() != blocks.length
        || batch.ids().length != batch.tokens()
        || batch.time() < 1
        || batch.time() >= blocks[0].length
        || batch.targets().length != rows
        || batch.weights().length != rows
        || batch.boundWeights().length != rows) {
      throw new UserException(
          "the objective's batch does not fit its blocks: make it by draw.batch(blocks)");
    }
    for (int i = 0; i < rows; i++) {
      if (batch.rows()[i] < 0
          || batch.rows()[i] >= batch.tokens()
          || (i > 0 && batch.rows()[i] <= batch.rows()[i - 1])) {
        throw new UserException(
            "the objective's rows repeat, or are not ascending places in the batch: make it by draw.batch(blocks)");
      }
      if (!Float.isFinite(batch.weights()[i]) || !Float.isFinite(batch.boundWeights()[i])) {
        throw new UserException(
            "the objective's weights are not all numbers: look at what divides by 0");
      }
    }
  }
}
