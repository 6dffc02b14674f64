package org.smdm.scaling;

import java.util.List;

/**
 * The runs of one budget and objective.
 *
 * @param budget FLOPs
 * @param runs by size; empty where only the optimum is known
 * @param parabola fitted to them; null where there is none
 * @param optimum best size and its loss; null when the parabola has no minimum between the sizes
 * @param parametersInterval 95 % bootstrap interval of the best size; null when unknown
 * @param lossInterval 95 % bootstrap interval of its loss; null when unknown
 */
public record BudgetFit(
    double budget,
    List<LossPoint> runs,
    Parabola parabola,
    OptimumPoint optimum,
    Interval parametersInterval,
    Interval lossInterval) {

  /** Copies the runs. */
  public BudgetFit {
    runs = List.copyOf(runs);
  }

  /** Loss less the parabola's, of every run; in nats per token. */
  public double[] residuals() {
    return runs.stream().mapToDouble(run -> run.loss() - parabola.loss(run.parameters())).toArray();
  }
}
