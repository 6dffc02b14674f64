package org.smdm.train;

import org.smdm.config.RunConfig;
import org.smdm.io.UserException;
import org.smdm.record.RunFolder;
import org.smdm.record.StepMetrics;

/** Gives up a run whose loss is no longer a number, or that only skips steps. */
final class Divergence {

  /** Steps skipped in a row after which a run is given up. */
  private static final int MOST_SKIPPED_IN_A_ROW = 50;

  private final RunConfig config;
  private final RunFolder folder;
  private long skippedBefore;
  private int skippedInARow;

  /**
   * @param config the run
   * @param folder named to the user
   * @param skippedBefore steps that were skipped before the first one that is checked
   */
  Divergence(RunConfig config, RunFolder folder, long skippedBefore) {
    this.config = config;
    this.folder = folder;
    this.skippedBefore = skippedBefore;
  }

  /**
   * Looks at the next step.
   *
   * @throws UserException when the run cannot go on
   */
  void check(StepMetrics step) {
    boolean isSkipped = step.skippedSteps() > skippedBefore;
    skippedBefore = step.skippedSteps();
    skippedInARow = isSkipped ? skippedInARow + 1 : 0;
    boolean isFinite = Double.isFinite(step.loss()) && Double.isFinite(step.gradientNorm());
    if ((isFinite || isSkipped) && skippedInARow < MOST_SKIPPED_IN_A_ROW) {
      return;
    }
    long size = config.batch().globalBatchSize();
    String what =
        isFinite
            ? "%d steps in a row were skipped up to step %d".formatted(skippedInARow, step.step())
            : "the loss of step %d (training sequences %d to %d) is %s with gradient norm %s"
                .formatted(
                    step.step(),
                    (step.step() - 1) * size,
                    step.step() * size - 1,
                    step.loss(),
                    step.gradientNorm());
    throw new UserException(
        "%s: lower learningRate (now %s) or gradientClip, or look at these sequences; the checkpoints in %s are of earlier steps"
            .formatted(what, config.optimizer().learningRate(), folder.checkpoints()));
  }
}
