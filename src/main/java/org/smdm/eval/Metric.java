package org.smdm.eval;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;
import org.smdm.stats.SampleMean;

/**
 * What is measured of the items of a task ({@code lm_eval/api/task.py} and {@code metrics.py} of
 * the harness, 0.4.4): a value per item, and its aggregate with a standard error.
 */
public enum Metric {
  /**
   * Of an item with choices: 1 if the right one is the likeliest, the first on ties. Of another: 1
   * if greedy decoding gives the continuation.
   */
  ACC("mean", true),

  /** As {@link #ACC} by log-likelihood per code point of the choice. */
  ACC_NORM("mean", true),

  /**
   * The log-likelihood of each item's continuation; its aggregate is {@code exp(-mean)}, per item
   * and not per token.
   */
  PERPLEXITY("perplexity", false);

  private final String aggregation;
  private final boolean higherIsBetter;

  Metric(String aggregation, boolean higherIsBetter) {
    this.aggregation = aggregation;
    this.higherIsBetter = higherIsBetter;
  }

  /** The harness's name, such as {@code acc_norm}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The harness's name of how the items' values become one: {@code mean} or {@code perplexity}. */
  public String aggregation() {
    return aggregation;
  }

  /** Whether more is better. */
  public boolean higherIsBetter() {
    return higherIsBetter;
  }

  /**
   * The value of one item.
   *
   * @param item with choices for {@link #ACC_NORM}, without for {@link #PERPLEXITY}
   * @param scores one per continuation
   */
  public double of(Item item, List<LikelihoodEstimate> scores) {
    if (scores.size() != item.continuations().size()
        || (this == ACC_NORM && !item.hasChoices())
        || (this == PERPLEXITY && item.hasChoices())) {
      throw new IllegalArgumentException(
          "%s of %d scores for %d continuations"
              .formatted(this, scores.size(), item.continuations().size()));
    }
    return switch (this) {
      case ACC -> {
        boolean right =
            item.hasChoices()
                ? argmax(scores.size(), i -> scores.get(i).logLikelihood()) == item.gold()
                : scores.get(0).isGreedy();
        yield right ? 1 : 0;
      }
      case ACC_NORM ->
          argmax(scores.size(), i -> scores.get(i).logLikelihood() / item.lengths().get(i))
                  == item.gold()
              ? 1
              : 0;
      case PERPLEXITY -> scores.get(0).logLikelihood();
    };
  }

  /** Position of the largest value as numpy finds it: the first of equal ones, but first of NaN. */
  private static int argmax(int length, IntToDoubleFunction values) {
    int best = 0;
    for (int i = 0; i < length; i++) {
      double value = values.applyAsDouble(i);
      if (Double.isNaN(value)) { // an empty choice of likelihood 1: 0 / 0
        return i;
      }
      if (value > values.applyAsDouble(best)) {
        best = i;
      }
    }
    return best;
  }

  /**
   * One value for a task.
   *
   * @param values of its items, at least 1
   */
  public double aggregate(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values");
    }
    double mean = SampleMean.likePython(values).mean();
    return this == PERPLEXITY ? Math.exp(-mean) : mean;
  }

  /**
   * The standard error of {@link #aggregate}: of a mean the sample standard deviation divided by
   * {@code sqrt(n)}, of a perplexity that of its bootstrap.
   *
   * @param values of the items
   * @param resamples of the bootstrap, 100,000 in the harness; 0 takes no standard error of
   *     anything, as there
   * @return nothing for fewer than 2 items
   */
  public OptionalDouble standardError(double[] values, int resamples) {
    if (values.length < 2 || resamples == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        this == PERPLEXITY
            ? PerplexityBootstrap.standardError(values, resamples)
            : SampleMean.likePython(values).standardDeviation() / Math.sqrt(values.length));
  }
}
