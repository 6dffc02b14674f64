package org.smdm.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much more compute the MDM needs for the ARM's loss, by both loss laws.
 *
 * @param points by the ARM's budget
 * @param mean geometric mean over them
 * @param meanInterval its 95 % bootstrap interval; null when unknown
 * @param lossExponentDifference exponent of the MDM's loss law less that of the ARM's
 * @param lossExponentInterval its 95 % bootstrap interval; null when unknown
 * @param parametersExponentDifference exponent of the MDM's size law less that of the ARM's
 * @param parametersExponentInterval its 95 % bootstrap interval; null when unknown
 */
public record ComputeGap(
    List<Point> points,
    double mean,
    Interval meanInterval,
    double lossExponentDifference,
    Interval lossExponentInterval,
    double parametersExponentDifference,
    Interval parametersExponentInterval) {

  /**
   * At one budget.
   *
   * @param budget FLOPs of the ARM
   * @param factor FLOPs of the MDM at the ARM's loss, divided by those of the ARM
   * @param interval its 95 % bootstrap interval; null when unknown
   * @param sizeRatio best size of the ARM divided by that of the MDM at equal compute
   */
  public record Point(double budget, double factor, Interval interval, double sizeRatio) {}

  /** Copies the points. */
  public ComputeGap {
    points = List.copyOf(points);
  }

  static ComputeGap of(
      double[] budgets,
      ObjectiveFit arm,
      LawReplicates armReplicates,
      ObjectiveFit mdm,
      LawReplicates mdmReplicates) {
    int pairs = Math.min(armReplicates.loss().length, mdmReplicates.loss().length);
    PowerLaw armLoss = arm.loss().law();
    PowerLaw mdmLoss = mdm.loss().law();
    List<Point> points = new ArrayList<>();
    double[] means = new double[pairs];
    for (double budget : budgets) {
      double[] factors = new double[pairs];
      for (int i = 0; i < pairs; i++) {
        factors[i] = logFactor(armReplicates.loss()[i], mdmReplicates.loss()[i], budget);
        means[i] += factors[i] / budgets.length;
      }
      points.add(
          new Point(
              budget,
              Math.exp(logFactor(armLoss, mdmLoss, budget)),
              exponential(Interval.ofReplicates(factors)),
              arm.parameters().law().at(budget) / mdm.parameters().law().at(budget)));
    }
    return new ComputeGap(
        points,
        Math.exp(
            Arrays.stream(budgets)
                .map(budget -> logFactor(armLoss, mdmLoss, budget))
                .average()
                .orElseThrow()),
        exponential(Interval.ofReplicates(means)),
        mdmLoss.exponent() - armLoss.exponent(),
        difference(armReplicates.loss(), mdmReplicates.loss(), pairs),
        mdm.parameters().law().exponent() - arm.parameters().law().exponent(),
        difference(armReplicates.parameters(), mdmReplicates.parameters(), pairs));
  }

  private static double logFactor(PowerLaw arm, PowerLaw mdm, double budget) {
    double logBudget = Math.log(budget);
    return (arm.logAt(logBudget) - mdm.logCoefficient()) / mdm.exponent() - logBudget;
  }

  private static Interval difference(PowerLaw[] arm, PowerLaw[] mdm, int pairs) {
    return Interval.ofReplicates(
        IntStream.range(0, pairs)
            .mapToDouble(i -> mdm[i].exponent() - arm[i].exponent())
            .toArray());
  }

  private static Interval exponential(Interval logs) {
    return logs == null ? null : logs.exponential();
  }
}
