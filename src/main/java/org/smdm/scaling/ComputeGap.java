package org.smdm.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How much more compute one family needs for the loss of another.
 *
 * @param family whose losses are to be reached, as ARM
 * @param other that is to reach them, as MDM
 * @param points by the first family's budget
 * @param mean geometric mean over them by power laws
 * @param meanInterval its 95 % interval, as of the others: over bootstrap replicates, or by scatter
 *     where one of the objectives has optima alone; null when unknown
 * @param lossExponentDifference exponent of the other's loss law less that of the first
 * @param lossExponentInterval its 95 % interval; null when unknown
 * @param parametersExponentDifference exponent of the other's size law less that of the first
 * @param parametersExponentInterval its 95 % interval; null when unknown
 * @param meanByScatter 95 % interval of the mean by Student's t after Welch: what the scatter of
 *     the optima around both laws says; null where a law has two budgets
 */
public record ComputeGap(
    Family family,
    Family other,
    List<Point> points,
    double mean,
    Interval meanInterval,
    double lossExponentDifference,
    Interval lossExponentInterval,
    double parametersExponentDifference,
    Interval parametersExponentInterval,
    Interval meanByScatter) {

  /** Exponential of it is infinite. */
  private static final double ENDLESS = 1e4;

  /**
   * At one budget.
   *
   * @param budget FLOPs of the first family
   * @param factor FLOPs of the other at the first family's loss, divided by those of the first, by
   *     power laws
   * @param interval its 95 % interval; null when unknown
   * @param sizeRatio best size of the first divided by that of the other at equal compute
   * @param byScatter 95 % interval of the factor as {@link #meanByScatter}
   * @param loss of the first family: the optimum's, or the law's where there is none
   * @param reach whether both families were trained at that loss
   * @param bound where the loss was not reached, the least or most that the factor can be
   * @param chosen factor by the forms that hold out best; infinite below a floor
   * @param byForm factor with the same form for both families
   * @param overForms 95 % interval over forms and noise; null when unknown
   */
  public record Point(
      double budget,
      double factor,
      Interval interval,
      double sizeRatio,
      Interval byScatter,
      double loss,
      Reach reach,
      double bound,
      double chosen,
      Map<Form, Double> byForm,
      Interval overForms) {}

  /** Whether the other family was trained at a loss. */
  public enum Reach {
    /** Its optima lie at both sides of the loss: the factor is a number. */
    REACHED,
    /** Its lowest loss is higher: the factor is at least that of its largest budget. */
    NOT_REACHED,
    /** Its highest loss is lower: the factor is at most that of its smallest budget. */
    PASSED,
    /** The first family itself was not trained at that loss. */
    EXTRAPOLATED
  }

  /** Copies the points. */
  public ComputeGap {
    points = List.copyOf(points);
  }

  /** The points at which the factor is a number. */
  public List<Point> reached() {
    return points.stream().filter(point -> point.reach() == Reach.REACHED).toList();
  }

  /**
   * Compares laws.
   *
   * @param budgets FLOPs of the first family, ascending
   */
  static ComputeGap of(double[] budgets, ObjectiveFitting one, ObjectiveFitting two) {
    ObjectiveFit first = one.fit();
    ObjectiveFit second = two.fit();
    Pairs pairs =
        one.replicates() == null || two.replicates() == null
            ? null
            : new Pairs(one.replicates(), two.replicates());
    LawScatter firstLoss = first.scatter(first.loss());
    LawScatter secondLoss = second.scatter(second.loss());
    List<Point> points = new ArrayList<>();
    for (double budget : budgets) {
      points.add(point(budget, one, two, pairs));
    }
    // The logarithm of the factor is linear in that of the budget.
    double middle = Arrays.stream(budgets).map(Math::log).average().orElseThrow();
    Interval meanByScatter = factor(firstLoss, secondLoss, middle);
    return new ComputeGap(
        first.objective(),
        second.objective(),
        points,
        Math.exp(logFactor(firstLoss.law(), secondLoss.law(), middle)),
        pairs == null ? meanByScatter : pairs.factor(middle),
        secondLoss.law().exponent() - firstLoss.law().exponent(),
        difference(
            first, second, ObjectiveFit::loss, OptimumPoint::loss, pairs, LawReplicates::loss),
        second.parameters().law().exponent() - first.parameters().law().exponent(),
        difference(
            first,
            second,
            ObjectiveFit::parameters,
            OptimumPoint::parameters,
            pairs,
            LawReplicates::parameters),
        meanByScatter);
  }

  private static Point point(
      double budget, ObjectiveFitting one, ObjectiveFitting two, Pairs pairs) {
    ObjectiveFit first = one.fit();
    ObjectiveFit second = two.fit();
    Interval byScatter =
        factor(first.scatter(first.loss()), second.scatter(second.loss()), Math.log(budget));
    BestLoss law = first.chosen().law();
    BestLoss other = second.chosen().law();
    double loss =
        first.optima().stream()
            .filter(optimum -> optimum.budget() == budget)
            .mapToDouble(OptimumPoint::loss)
            .findFirst()
            .orElse(law.at(budget));
    Map<Form, Double> byForm = new EnumMap<>(Form.class);
    for (FormFit a : first.forms()) {
      second.forms().stream()
          .filter(b -> b.form() == a.form())
          .forEach(b -> byForm.put(a.form(), b.law().inverse(a.law().at(budget)) / budget));
    }
    Reach reach = reach(first.optima(), loss, second.optima());
    List<OptimumPoint> optima = second.optima();
    return new Point(
        budget,
        Math.exp(logFactor(first.loss().law(), second.loss().law(), Math.log(budget))),
        pairs == null ? byScatter : pairs.factor(Math.log(budget)),
        first.parameters().law().at(budget) / second.parameters().law().at(budget),
        byScatter,
        loss,
        reach,
        optima.get(reach == Reach.PASSED ? 0 : optima.size() - 1).budget() / budget,
        other.inverse(law.at(budget)) / budget,
        byForm,
        overForms(one.forms(), two.forms(), budget));
  }

  private static Interval overForms(FormReplicates one, FormReplicates two, double budget) {
    Interval log =
        one.over(
            i ->
                Math.min(
                    ENDLESS, Math.log(two.loss(i, 1).inverse(one.loss(i, 0).at(budget)) / budget)));
    return log == null ? null : exponential(log);
  }

  private static Interval exponential(Interval log) {
    return new Interval(Math.exp(log.low()), Math.exp(log.high()));
  }

  private static Reach reach(List<OptimumPoint> own, double loss, List<OptimumPoint> others) {
    if (loss < lowest(own) || loss > highest(own)) {
      return Reach.EXTRAPOLATED;
    }
    return loss < lowest(others)
        ? Reach.NOT_REACHED
        : loss > highest(others) ? Reach.PASSED : Reach.REACHED;
  }

  private static double lowest(List<OptimumPoint> optima) {
    return optima.stream().mapToDouble(OptimumPoint::loss).min().orElseThrow();
  }

  private static double highest(List<OptimumPoint> optima) {
    return optima.stream().mapToDouble(OptimumPoint::loss).max().orElseThrow();
  }

  private static double logFactor(PowerLaw first, PowerLaw second, double logBudget) {
    return (first.logAt(logBudget) - second.logCoefficient()) / second.exponent() - logBudget;
  }

  private static Interval factor(LawScatter first, LawScatter second, double logBudget) {
    Interval log = second.logInverse(first, logBudget);
    return log == null
        ? null
        : new Interval(Math.exp(log.low() - logBudget), Math.exp(log.high() - logBudget));
  }

  /**
   * 95 % of a difference of exponents: the wider of what single losses make, and what the optima's
   * scatter says. Where both have the same budgets, at least three, the scatter is that of the
   * optima's ratio: what both families share at a budget cancels.
   */
  private static Interval difference(
      ObjectiveFit first,
      ObjectiveFit second,
      Function<ObjectiveFit, LawFit> law,
      ToDoubleFunction<OptimumPoint> value,
      Pairs pairs,
      Function<LawReplicates, PowerLaw[]> replicates) {
    Map<Double, Double> own = new HashMap<>();
    first.optima().forEach(o -> own.put(o.budget(), value.applyAsDouble(o)));
    List<OptimumPoint> common =
        second.optima().stream().filter(o -> own.containsKey(o.budget())).toList();
    Interval byScatter =
        common.size() > LawFit.COEFFICIENTS
                && common.size() == own.size()
                && common.size() == second.optima().size()
            ? LawFit.of(
                    common.stream().mapToDouble(OptimumPoint::budget).toArray(),
                    common.stream()
                        .mapToDouble(o -> value.applyAsDouble(o) / own.get(o.budget()))
                        .toArray(),
                    null)
                .byScatter()
            : second.scatter(law.apply(second)).exponentLess(first.scatter(law.apply(first)));
    return Interval.wider(pairs == null ? null : pairs.difference(replicates), byScatter);
  }

  /** Replicates of both families, one with one. */
  private record Pairs(LawReplicates first, LawReplicates second) {

    private Interval over(IntToDoubleFunction value) {
      int count = Math.min(first.loss().length, second.loss().length);
      return Interval.ofReplicates(IntStream.range(0, count).mapToDouble(value).toArray());
    }

    Interval factor(double logBudget) {
      Interval log = over(i -> logFactor(first.loss()[i], second.loss()[i], logBudget));
      return log == null ? null : exponential(log);
    }

    Interval difference(Function<LawReplicates, PowerLaw[]> laws) {
      return over(i -> laws.apply(second)[i].exponent() - laws.apply(first)[i].exponent());
    }
  }
}
