package org.smdm.scaling;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.smdm.config.BudgetConfig;
import org.smdm.config.CheckpointConfig;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.OptimizerConfig;
import org.smdm.config.RunConfig;
import org.smdm.config.ScalingConfig;
import org.smdm.io.UserException;
import org.smdm.train.MemoryPlan;

/**
 * The runs of a study: for each budget and objective, the shapes nearest to sizes that are evenly
 * spaced in log N around the expected optimum.
 */
public final class ScalingGrid {

  /**
   * One run.
   *
   * @param budget that it is compared at
   * @param config complete
   */
  public record Cell(double budget, RunConfig config) {}

  private ScalingGrid() {}

  /**
   * Chooses the runs.
   *
   * @param study what to compare
   * @param trainingTokens tokens of the training data; NaN leaves the number of epochs unchecked
   * @return in the order of the study's budgets and objectives, sizes ascending
   * @throws UserException when a run is impossible, with the reason
   */
  public static List<Cell> cells(ScalingConfig study, double trainingTokens) {
    List<ModelConfig> shapes = study.sizes().shapes(study.blockSize(), study.vocabSize());
    List<Cell> cells = new ArrayList<>();
    for (double budget : study.budgets()) {
      for (ModelFamily objective : study.objectives()) {
        for (ModelConfig shape : chosen(study, shapes, objective, budget)) {
          for (long seed : study.seeds()) {
            Cell cell = new Cell(budget, config(study, objective, budget, shape, seed));
            check(study, cell, trainingTokens);
            cells.add(cell);
          }
        }
      }
    }
    return cells;
  }

  private static List<ModelConfig> chosen(
      ScalingConfig study, List<ModelConfig> shapes, ModelFamily objective, double budget) {
    double optimum = study.expectedOptimum(objective, budget);
    int count = study.sizesPerBudget();
    TreeSet<ModelConfig> chosen =
        new TreeSet<>(Comparator.comparingLong(ModelConfig::nonEmbeddingParameters));
    for (int i = 0; i < count; i++) {
      double target = optimum * Math.pow(study.spread(), i / (count - 1.0) - 0.5);
      shapes.stream()
          .filter(shape -> !chosen.contains(shape))
          .min(Comparator.comparingDouble(shape -> distance(shape, target)))
          .ifPresent(chosen::add);
    }
    long smallest = shapes.get(0).nonEmbeddingParameters();
    long largest = shapes.get(shapes.size() - 1).nonEmbeddingParameters();
    if (chosen.size() < count
        || chosen.first().nonEmbeddingParameters() >= optimum
        || chosen.last().nonEmbeddingParameters() <= optimum) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "budget %.3g: the best %s is expected near %.3g parameters, and %d sizes around it"
                  + " are wanted, but the family has %d sizes from %,d to %,d: choose budgets that"
                  + " fit, another family, or another expected optimum",
              budget,
              objective.label(),
              optimum,
              count,
              shapes.size(),
              smallest,
              largest));
    }
    return List.copyOf(chosen);
  }

  private static double distance(ModelConfig shape, double target) {
    return Math.abs(Math.log(shape.nonEmbeddingParameters() / target));
  }

  private static RunConfig config(
      ScalingConfig study, ModelFamily objective, double budget, ModelConfig shape, long seed) {
    ObjectiveConfig trained =
        objective == ModelFamily.ARM ? new ObjectiveConfig.Autoregressive() : study.masked();
    double tokensPerStep =
        study.batch().globalBatchSize() * trained.averageLength(study.blockSize());
    double steps = budget / (study.compute().perToken(shape, trained) * tokensPerStep);
    if (Math.round(steps) < study.leastSteps()) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "budget %.3g gives %s of %,d parameters %.1f steps of %,.0f tokens, fewer than %d:"
                  + " raise the budget, lower the batch size, or expect the optimum at smaller sizes",
              budget,
              objective.label(),
              shape.nonEmbeddingParameters(),
              steps,
              tokensPerStep,
              study.leastSteps()));
    }
    return new RunConfig(
        name(study, objective, budget, shape, seed),
        seed,
        study.device(),
        study.precision(),
        shape,
        trained,
        study.data(),
        OptimizerConfig.reference().withPeak(study.learningRate().at(shape.embd())),
        // The nearest whole number of steps: rounding down would starve large models of more.
        BudgetConfig.steps(Math.round(steps)),
        study.batch(),
        study.validation(),
        CheckpointConfig.atEnd(),
        false);
  }

  private static String name(
      ScalingConfig study, ModelFamily objective, double budget, ModelConfig shape, long seed) {
    long n = shape.nonEmbeddingParameters();
    String size =
        n >= 999_500
            ? String.format(Locale.ROOT, n >= 9_995_000 ? "%.0fM" : "%.2fM", n / 1e6)
            : String.format(Locale.ROOT, "%.1fk", n / 1e3);
    String flops = String.format(Locale.ROOT, "%.2e", budget).replace("+", "");
    return "%s-%s-%s%s"
        .formatted(flops, objective.label(), size, study.seeds().size() > 1 ? "-seed-" + seed : "");
  }

  private static void check(ScalingConfig study, Cell cell, double trainingTokens) {
    RunConfig config = cell.config();
    double epochs = tokens(config) / trainingTokens;
    if (epochs > study.mostEpochs()) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "run %s would read the training data %.1f times, more than %s: lower the budget,"
                  + " narrow the spread, or give more data",
              config.name(),
              epochs,
              study.mostEpochs()));
    }
    long machine = machineBytes();
    if (study.device().equals("cpu") && MemoryPlan.of(config).bytes() > machine) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "run %s needs %.1f GB of memory where this machine has %.1f: lower the micro-batch"
                  + " size, or leave out that budget",
              config.name(),
              MemoryPlan.of(config).bytes() / 1e9,
              machine / 1e9));
    }
  }

  /** D: tokens that a run reads. */
  static double tokens(RunConfig config) {
    return config.steps() * config.tokensPerStep();
  }

  private static long machineBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Long.MAX_VALUE;
  }
}
