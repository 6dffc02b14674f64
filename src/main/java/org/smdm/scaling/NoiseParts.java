package org.smdm.scaling;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Standard deviations of what makes losses and optima scatter; NaN for what the data do not say.
 *
 * @param single of single losses about their parabolas, in nats per token
 * @param evaluation root mean square of the errors that the runs say, in nats per token
 * @param seed what single losses have beyond that
 * @param repeated between runs of one shape and budget, as of several seeds
 * @param betweenLoss of ln L_opt between budgets, beyond what single losses make
 * @param betweenSize of ln N_opt, likewise
 */
public record NoiseParts(
    double single,
    double evaluation,
    double seed,
    double repeated,
    double betweenLoss,
    double betweenSize) {

  static NoiseParts ofRuns(List<List<LossPoint>> groups, double single, double evaluation) {
    return new NoiseParts(
        single,
        evaluation,
        Math.sqrt(Math.max(0, single * single - evaluation * evaluation)),
        repeated(groups),
        Double.NaN,
        Double.NaN);
  }

  private static double repeated(List<List<LossPoint>> groups) {
    double squares = 0;
    int freedom = 0;
    for (List<LossPoint> runs : groups) {
      Map<Double, List<LossPoint>> shapes =
          runs.stream().collect(Collectors.groupingBy(LossPoint::parameters));
      for (List<LossPoint> same : shapes.values()) {
        double mean = same.stream().mapToDouble(LossPoint::loss).average().orElseThrow();
        squares += same.stream().mapToDouble(r -> Math.pow(r.loss() - mean, 2)).sum();
        freedom += same.size() - 1;
      }
    }
    return freedom == 0 ? Double.NaN : Math.sqrt(squares / freedom);
  }

  /**
   * With the parts between budgets.
   *
   * @param loss of ln L_opt about its law
   * @param size of ln N_opt about its law
   */
  NoiseParts withBetween(Excess loss, Excess size) {
    return new NoiseParts(single, evaluation, seed, repeated, loss.deviation(), size.deviation());
  }

  /**
   * Scatter of optima and what single losses make of it.
   *
   * @param scatter variance about the law; NaN when unknown
   * @param ofRuns variance that single losses make; NaN when unknown
   */
  record Excess(double scatter, double ofRuns) {

    private double deviation() {
      return Math.sqrt(Math.max(0, scatter - (Double.isNaN(ofRuns) ? 0 : ofRuns)));
    }
  }
}
