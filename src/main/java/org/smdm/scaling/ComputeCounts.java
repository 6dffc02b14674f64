package org.smdm.scaling;

import java.util.DoubleSummaryStatistics;
import java.util.List;

/**
 * How ways to count compute and sizes disagree for runs that say their counted FLOPs.
 *
 * @param least counted FLOPs of a run divided by 6·N·D, over all runs
 * @param most likewise
 * @param uneven counted FLOPs of a budget's dearest run divided by those of its cheapest, at most
 * @param sixND exponent of N_opt(C) of the fitted L(N, D) where compute is 6·N·D
 * @param counted where compute is counted FLOPs
 * @param allParameters where compute is counted and N is all parameters; NaN when unknown
 */
public record ComputeCounts(
    double least, double most, double uneven, double sixND, double counted, double allParameters) {

  /**
   * @param budgets runs of each
   * @param law fitted to them
   * @return null when runs do not say their FLOPs
   */
  static ComputeCounts of(List<BudgetFit> budgets, ParametricLaw law) {
    List<LossPoint> runs = budgets.stream().flatMap(b -> b.runs().stream()).toList();
    if (runs.isEmpty() || runs.stream().anyMatch(run -> Double.isNaN(run.flops()))) {
      return null;
    }
    DoubleSummaryStatistics ratios =
        runs.stream()
            .mapToDouble(r -> r.flops() / (r.tokens() * TokenCost.SIX_N.at(r.parameters())))
            .summaryStatistics();
    double counted = law.withCost(TokenCost.of(runs, LossPoint::flops)).parametersExponent();
    return new ComputeCounts(
        ratios.getMin(),
        ratios.getMax(),
        budgets.stream().mapToDouble(b -> uneven(b.runs())).max().orElseThrow(),
        law.withCost(TokenCost.SIX_N).parametersExponent(),
        counted,
        counted * allParameters(runs));
  }

  private static double uneven(List<LossPoint> runs) {
    DoubleSummaryStatistics flops = runs.stream().mapToDouble(LossPoint::flops).summaryStatistics();
    return flops.getMax() / flops.getMin();
  }

  /** Exponent of all parameters as a power of those without embeddings; NaN when unknown. */
  private static double allParameters(List<LossPoint> runs) {
    return PowerLaw.fit(
            runs.stream().mapToDouble(LossPoint::parameters).toArray(),
            runs.stream().mapToDouble(LossPoint::allParameters).toArray())
        .exponent();
  }

  /** Whether a reader should know. */
  public boolean areApart() {
    return most > 1.05 || least < 0.95;
  }
}
