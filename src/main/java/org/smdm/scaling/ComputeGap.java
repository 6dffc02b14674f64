package org.smdm.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How much more compute the MDM needs for the ARM's loss, by both loss laws.
 *
 * @param points by the ARM's budget
 * @param mean geometric mean over them
 * @param meanInterval its 95 % interval, as of the others: over bootstrap replicates, or by scatter
 *     where one of the objectives has optima alone; null when unknown
 * @param lossExponentDifference exponent of the MDM's loss law less that of the ARM's
 * @param lossExponentInterval its 95 % interval; null when unknown
 * @param parametersExponentDifference exponent of the MDM's size law less that of the ARM's
 * @param parametersExponentInterval its 95 % interval; null when unknown
 * @param meanByScatter 95 % interval of the mean by Student's t after Welch: what the scatter of
 *     the optima around both laws says; null where a law has two budgets
 */
public record ComputeGap(
    List<Point> points,
    double mean,
    Interval meanInterval,
    double lossExponentDifference,
    Interval lossExponentInterval,
    double parametersExponentDifference,
    Interval parametersExponentInterval,
    Interval meanByScatter) {

  /**
   * At one budget.
   *
   * @param budget FLOPs of the ARM
   * @param factor FLOPs of the MDM at the ARM's loss, divided by those of the ARM
   * @param interval its 95 % interval; null when unknown
   * @param sizeRatio best size of the ARM divided by that of the MDM at equal compute
   * @param byScatter 95 % interval of the factor as {@link #meanByScatter}
   */
  public record Point(
      double budget, double factor, Interval interval, double sizeRatio, Interval byScatter) {}

  /** Copies the points. */
  public ComputeGap {
    points = List.copyOf(points);
  }

  /**
   * Compares laws.
   *
   * @param budgets FLOPs of the ARM, ascending
   * @param armReplicates null where optima alone are known
   * @param mdmReplicates null where optima alone are known
   */
  static ComputeGap of(
      double[] budgets,
      ObjectiveFit arm,
      LawReplicates armReplicates,
      ObjectiveFit mdm,
      LawReplicates mdmReplicates) {
    Pairs pairs =
        armReplicates == null || mdmReplicates == null
            ? null
            : new Pairs(armReplicates, mdmReplicates);
    LawScatter armLoss = arm.scatter(arm.loss());
    LawScatter mdmLoss = mdm.scatter(mdm.loss());
    LawScatter armSize = arm.scatter(arm.parameters());
    LawScatter mdmSize = mdm.scatter(mdm.parameters());
    List<Point> points = new ArrayList<>();
    for (double budget : budgets) {
      Interval byScatter = factor(armLoss, mdmLoss, Math.log(budget));
      points.add(
          new Point(
              budget,
              Math.exp(logFactor(armLoss.law(), mdmLoss.law(), Math.log(budget))),
              pairs == null ? byScatter : pairs.factor(Math.log(budget)),
              armSize.law().at(budget) / mdmSize.law().at(budget),
              byScatter));
    }
    // The logarithm of the factor is linear in that of the budget.
    double middle = Arrays.stream(budgets).map(Math::log).average().orElseThrow();
    Interval meanByScatter = factor(armLoss, mdmLoss, middle);
    return new ComputeGap(
        points,
        Math.exp(logFactor(armLoss.law(), mdmLoss.law(), middle)),
        pairs == null ? meanByScatter : pairs.factor(middle),
        mdmLoss.law().exponent() - armLoss.law().exponent(),
        pairs == null ? mdmLoss.exponentLess(armLoss) : pairs.difference(LawReplicates::loss),
        mdmSize.law().exponent() - armSize.law().exponent(),
        pairs == null ? mdmSize.exponentLess(armSize) : pairs.difference(LawReplicates::parameters),
        meanByScatter);
  }

  private static double logFactor(PowerLaw arm, PowerLaw mdm, double logBudget) {
    return (arm.logAt(logBudget) - mdm.logCoefficient()) / mdm.exponent() - logBudget;
  }

  private static Interval factor(LawScatter arm, LawScatter mdm, double logBudget) {
    Interval log = mdm.logInverse(arm, logBudget);
    return log == null
        ? null
        : new Interval(Math.exp(log.low() - logBudget), Math.exp(log.high() - logBudget));
  }

  /** Replicates of both objectives, one with one. */
  private record Pairs(LawReplicates arm, LawReplicates mdm) {

    private Interval over(IntToDoubleFunction value) {
      int count = Math.min(arm.loss().length, mdm.loss().length);
      return Interval.ofReplicates(IntStream.range(0, count).mapToDouble(value).toArray());
    }

    Interval factor(double logBudget) {
      Interval log = over(i -> logFactor(arm.loss()[i], mdm.loss()[i], logBudget));
      return log == null ? null : new Interval(Math.exp(log.low()), Math.exp(log.high()));
    }

    Interval difference(Function<LawReplicates, PowerLaw[]> laws) {
      return over(i -> laws.apply(mdm)[i].exponent() - laws.apply(arm)[i].exponent());
    }
  }
}
