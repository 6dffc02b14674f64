package org.smdm.train;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.smdm.dist.Communicator;

/**
 * What a step came to over all ranks, the same for any number of them.
 *
 * @param loss negative log-likelihood or bound per token
 * @param tokens read
 * @param operations of matrix products and attention
 */
record StepTotals(double loss, long tokens, double operations) {

  /**
   * Reads steps from the device and sums them over ranks.
   *
   * @param steps in order, the same on all ranks
   * @param microBatches of a step, of which each rank has its share
   */
  static List<StepTotals> of(
      List<TrainingStep.Result> steps, int microBatches, Communicator ranks) {
    int width = microBatches + 2;
    double[] values = new double[steps.size() * width];
    for (int i = 0; i < steps.size(); i++) {
      TrainingStep.Result step = steps.get(i);
      // Every micro-batch has a slot, so that the order of summing does not depend on ranks.
      int at = i * width + ranks.rank() * step.losses().size();
      for (NDArray loss : step.losses()) {
        values[at++] = loss.getFloat();
      }
      values[i * width + microBatches] = step.tokens();
      values[i * width + microBatches + 1] = step.operations();
    }
    ranks.allReduceSum(values);
    List<StepTotals> totals = new ArrayList<>();
    for (int from = 0; from < values.length; from += width) {
      double loss = 0;
      for (int i = 0; i < microBatches; i++) {
        loss += values[from + i];
      }
      totals.add(
          new StepTotals(
              loss, (long) values[from + microBatches], values[from + microBatches + 1]));
    }
    return totals;
  }
}
