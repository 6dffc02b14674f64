package org.smdm.config;

import com.fasterxml.jackson.annotation.JacksonInject;
import java.util.HashSet;
import java.util.List;
import org.smdm.io.Check;
import org.smdm.io.UserException;

/**
 * An IsoFLOP study: several sizes around the expected optimum for each budget and objective.
 *
 * @param budgets training FLOPs
 * @param objectives ARM, MDM or both
 * @param sizes shapes to choose from
 * @param sizesPerBudget how many are chosen, at least three
 * @param spread largest of them divided by the smallest
 * @param optimum where the best sizes are expected, one entry per objective
 * @param masked how MDMs train
 * @param blockSize tokens per sequence
 * @param vocabSize ids of the tokenizer
 * @param data what is read
 * @param batch the same for all runs
 * @param learningRate by width
 * @param validation at the end of each run
 * @param seeds one run each
 * @param device where to train
 * @param precision of the matrix products
 * @param leastSteps runs of fewer optimiser steps are refused
 * @param mostEpochs runs that read the training data more often are refused
 * @param compute what budgets count; 6·N·D in files that do not say
 */
public record ScalingConfig(
    List<Double> budgets,
    List<ModelFamily> objectives,
    SizeFamily sizes,
    int sizesPerBudget,
    double spread,
    List<ExpectedOptimum> optimum,
    ObjectiveConfig.MaskedDiffusion masked,
    int blockSize,
    int vocabSize,
    DataConfig data,
    BatchConfig batch,
    LearningRateRule learningRate,
    ValidationConfig validation,
    List<Long> seeds,
    String device,
    Precision precision,
    long leastSteps,
    double mostEpochs,
    @JacksonInject(ConfigJson.LATER) ComputeCount compute) {

  private static final int FEWEST_SIZES = 3;

  /**
   * A guess of N_opt(C) = parameters · (C / flops)^exponent.
   *
   * @param objective of which it is
   * @param parameters best size at that budget
   * @param flops the budget
   * @param exponent of its growth
   */
  public record ExpectedOptimum(
      ModelFamily objective, double parameters, double flops, double exponent) {

    /** Validates the ranges. */
    public ExpectedOptimum {
      Check.present("objective", objective);
      Check.positive("parameters", parameters);
      Check.positive("flops", flops);
      Check.within("exponent", exponent, 0, 1);
    }

    /** The best size expected at a budget. */
    public double at(double budget) {
      return parameters * Math.pow(budget / flops, exponent);
    }
  }

  /** Validates the parts that do not depend on shapes and data. */
  public ScalingConfig {
    budgets = distinct("budgets", budgets);
    budgets.forEach(budget -> Check.positive("budgets", budget));
    objectives = distinct("objectives", objectives);
    seeds = distinct("seeds", seeds);
    Check.present("sizes", sizes);
    Check.atLeast("sizesPerBudget", sizesPerBudget, FEWEST_SIZES);
    if (!(spread > 1) || Double.isInfinite(spread)) {
      throw new UserException("spread is " + spread + ": write a finite number above 1, as 10");
    }
    Check.present("optimum", optimum);
    optimum = List.copyOf(optimum);
    for (ModelFamily objective : objectives) {
      if (optimum.stream().filter(o -> o.objective() == objective).count() != 1) {
        throw new UserException(
            "optimum has not exactly one entry for %s: give each objective one"
                .formatted(objective.label()));
      }
    }
    Check.present("masked", masked);
    Check.atLeast("blockSize", blockSize, 1);
    Check.present("data", data);
    Check.present("batch", batch);
    Check.present("learningRate", learningRate);
    Check.present("validation", validation);
    Check.present("device", device);
    Check.present("precision", precision);
    Check.atLeast("leastSteps", leastSteps, 1);
    Check.positive("mostEpochs", mostEpochs);
    compute = compute == null ? ComputeCount.SIX_N_D : compute;
  }

  private static <T> List<T> distinct(String field, List<T> values) {
    if (values == null || values.isEmpty()) {
      throw new UserException(field + " is empty: write at least one");
    }
    if (new HashSet<>(values).size() != values.size()) {
      throw new UserException(field + " has an entry twice: " + values + "; leave one out");
    }
    return List.copyOf(values);
  }

  /** Where the best size of an objective and budget is expected. */
  public double expectedOptimum(ModelFamily objective, double budget) {
    return optimum.stream()
        .filter(o -> o.objective() == objective)
        .findFirst()
        .orElseThrow()
        .at(budget);
  }
}
