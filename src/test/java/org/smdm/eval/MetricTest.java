package org.smdm.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** By hand, and by CPython 3.11 running the harness's rules. */
class MetricTest {

  private static final double[] LOG_LIKELIHOODS = new double[20];

  static {
    Arrays.setAll(LOG_LIKELIHOODS, i -> -(i % 7) - 0.25 * (i % 3));
  }

  private static Item choices(int gold, String... choices) {
    return Item.ofChoices(
        0, "context", List.of(choices), gold, JsonNodeFactory.instance.objectNode());
  }

  private static List<LikelihoodEstimate> scores(double... logLikelihoods) {
    return DoubleStream.of(logLikelihoods).mapToObj(ll -> estimate(ll, false)).toList();
  }

  private static LikelihoodEstimate estimate(double logLikelihood, boolean isGreedy) {
    return new LikelihoodEstimate(-logLikelihood, OptionalDouble.of(0), 1, isGreedy);
  }

  @Test
  void theLikeliestChoiceIsTakenAndTheFirstOnTies() {
    assertEquals(1, Metric.ACC.of(choices(1, "aaaa", "bb"), scores(-4, -3)));
    assertEquals(0, Metric.ACC.of(choices(0, "aaaa", "bb"), scores(-4, -3)));
    assertEquals(1, Metric.ACC.of(choices(0, "a", "b", "c"), scores(-3, -3, -4)));
    assertEquals(0, Metric.ACC.of(choices(1, "a", "b", "c"), scores(-3, -3, -4)));
    assertEquals(
        1, Metric.ACC.of(choices(0, "a", "b"), scores(Double.NEGATIVE_INFINITY, -1.0 / 0)));
  }

  @Test
  void normalisingDividesByCodePointsWithoutTheDelimiter() {
    // -4/4 = -1 against -3/2 = -1.5
    assertEquals(1, Metric.ACC_NORM.of(choices(0, "aaaa", "bb"), scores(-4, -3)));
    // One emoji is 1 code point, 2 chars and 4 bytes: -3/1 = -3 against -5/2 = -2.5
    assertEquals(1, Metric.ACC_NORM.of(choices(1, "🙂", "bb"), scores(-3, -5)));
    // -2/2 and -1/1 tie: the first
    assertEquals(1, Metric.ACC_NORM.of(choices(0, "aa", "b"), scores(-2, -1)));
    // -1/0 is minus infinity, 0/0 is numpy's largest
    assertEquals(0, Metric.ACC_NORM.of(choices(0, "", "b"), scores(-1, -9)));
    assertEquals(1, Metric.ACC_NORM.of(choices(1, "a", ""), scores(-1, 0)));
  }

  @Test
  void completionsCountByGreedyDecodingAndByTheirLikelihood() {
    Item item = Item.ofCompletion(3, "a b", " c", JsonNodeFactory.instance.objectNode());
    assertEquals(1, Metric.ACC.of(item, List.of(estimate(-7, true))));
    assertEquals(0, Metric.ACC.of(item, List.of(estimate(-0.1, false))));
    assertEquals(-7, Metric.PERPLEXITY.of(item, List.of(estimate(-7, true))));
    assertThrows(IllegalArgumentException.class, () -> Metric.ACC_NORM.of(item, scores(-7)));
    assertThrows(IllegalArgumentException.class, () -> Metric.ACC.of(item, scores(-7, -8)));
  }

  @Test
  void aMeanHasTheStandardErrorOfASample() {
    double[] values = {1, 0, 0, 1, 1};
    assertEquals(0.6, Metric.ACC.aggregate(values), 1e-15);
    // squares of deviations: 3 x 0.16 + 2 x 0.36 = 1.2; sqrt(1.2 / 4 / 5)
    assertEquals(Math.sqrt(0.06), Metric.ACC.standardError(values, 100_000).orElseThrow(), 1e-15);
    assertEquals(OptionalDouble.empty(), Metric.ACC.standardError(new double[] {1}, 100_000));
    assertEquals(OptionalDouble.empty(), Metric.ACC.standardError(values, 0));
  }

  @Test
  void perplexityAndItsBootstrapEqualPythons() {
    assertEquals(21.922203901996465, Metric.PERPLEXITY.aggregate(LOG_LIKELIHOODS), 1e-13);
    assertEquals(10.796545721686032, bootstrap(LOG_LIKELIHOODS, 100_000), 1e-11);
    assertEquals(10.680197290683234, bootstrap(LOG_LIKELIHOODS, 2500), 1e-12); // 2 blocks
    assertEquals(11.85953395274355, bootstrap(LOG_LIKELIHOODS, 50), 1e-12);
    assertEquals(3.3027361600421217, bootstrap(new double[] {-1, -2}, 2), 1e-14);
    assertEquals(
        0.44064657935213436,
        Metric.ACC.standardError(LOG_LIKELIHOODS, 100_000).orElseThrow(),
        1e-15);
  }

  private static double bootstrap(double[] values, int resamples) {
    return Metric.PERPLEXITY.standardError(values, resamples).orElseThrow();
  }

  @Test
  void aLikelihoodThatIsNoNumberIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> estimate(Double.NaN, false));
  }
}
