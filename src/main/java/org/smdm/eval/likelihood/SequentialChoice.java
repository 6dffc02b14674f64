package org.smdm.eval.likelihood;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.hipparchus.distribution.continuous.TDistribution;
import org.smdm.eval.Request;

/**
 * Decides when it is clear which of several choices has the lowest expected negative
 * log-likelihood, so that no more draws are needed.
 *
 * <p>At each look the best choice is compared with every other by the differences of their group
 * means (paired: choices share their times), one-sided, with Student's t. The chance of error is
 * shared among the other choices and among all looks there may ever be (look k gets the share 1 /
 * (k (k + 1))), so that looking again and again does not add to it. What remains approximate is
 * that group means are not quite normal.
 */
final class SequentialChoice {

  /** Groups at the first look; every later one has twice as many. */
  private static final int FIRST = 4;

  private static final double QUANTILE_ACCURACY = 1e-12;

  private final double confidence;
  private final boolean isByLength;

  /**
   * @param confidence that the best choice, and the best per code point where that matters, is that
   *     of the expectations
   * @param isByLength whether the best per code point matters as well
   */
  SequentialChoice(double confidence, boolean isByLength) {
    this.confidence = confidence;
    this.isByLength = isByLength;
  }

  /**
   * Groups of draws at a look.
   *
   * @param look from 0
   * @param most groups that there may be
   */
  static int groups(int look, int most) {
    return (int) Math.min(most, (long) FIRST << Math.min(look, 30));
  }

  /**
   * Whether the best choice is known.
   *
   * @param sources one per choice, all with so many groups
   * @param choices (sources) what they are of
   * @param look from 0
   * @param groups finished
   */
  boolean isDecided(
      List<? extends NllSource> sources, List<Request> choices, int look, int groups) {
    if (sources.size() == 1) {
      return false; // its value matters, not its rank
    }
    double error = (1 - confidence) / ((look + 1.0) * (look + 2));
    if (!isByLength) {
      return isDecided(sources, i -> 1, groups, error);
    }
    return isDecided(sources, i -> 1, groups, error / 2)
        && isDecided(sources, i -> 1.0 / codePoints(choices.get(i)), groups, error / 2);
  }

  private static int codePoints(Request choice) {
    String text = choice.continuation();
    return Math.max(1, text.codePointCount(0, text.length()) - 1); // without the delimiter
  }

  private static boolean isDecided(
      List<? extends NllSource> sources, IntToDoubleFunction weight, int groups, double error) {
    int best = 0;
    for (int i = 1; i < sources.size(); i++) {
      if (sources.get(i).nll() * weight.applyAsDouble(i)
          < sources.get(best).nll() * weight.applyAsDouble(best)) {
        best = i;
      }
    }
    double quantile = groups < 2 ? 0 : upperQuantile(error / (sources.size() - 1), groups - 1);
    for (int i = 0; i < sources.size(); i++) {
      if (i != best
          && !isAbove(
              sources.get(i),
              weight.applyAsDouble(i),
              sources.get(best),
              weight.applyAsDouble(best),
              groups,
              quantile)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAbove(
      NllSource other,
      double otherWeight,
      NllSource best,
      double bestWeight,
      int groups,
      double quantile) {
    double[] differences = new double[groups];
    double mean = 0;
    for (int g = 0; g < groups; g++) {
      differences[g] = other.group(g) * otherWeight - best.group(g) * bestWeight;
      mean += differences[g] / groups;
    }
    if (isExact(other) && isExact(best)) {
      return true; // more draws would change nothing
    }
    if (groups < 2 || !Double.isFinite(mean)) {
      return false;
    }
    double squares = 0;
    for (double difference : differences) {
      squares += (difference - mean) * (difference - mean);
    }
    return mean > quantile * Math.sqrt(squares / (groups - 1) / groups);
  }

  /**
   * The value that Student's t exceeds with a probability.
   *
   * @param tail above 0, at most 0.5
   * @param degrees of freedom, at least 1
   */
  static double upperQuantile(double tail, int degrees) {
    return -new TDistribution(degrees, QUANTILE_ACCURACY).inverseCumulativeProbability(tail);
  }

  private static boolean isExact(NllSource source) {
    return source instanceof PlannedPasses;
  }
}
