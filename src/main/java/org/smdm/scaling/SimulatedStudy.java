package org.smdm.scaling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.smdm.io.UserException;
import org.smdm.tensor.RandomStreams;

/**
 * A study whose truth is known: runs of a grid with losses of L(N, D) and all noise that runs have.
 *
 * @param grid runs without losses that mean anything
 * @param truths of every family in the grid
 */
public record SimulatedStudy(List<LossPoint> grid, Map<Family, Truth> truths) {

  private static final double FIRST = 1e18;
  private static final double RANGE = 100;

  /**
   * What makes the losses of a family.
   *
   * @param law without noise
   * @param noise evaluation and seed in nats of single losses, between budgets in logarithms; NaN
   *     is none
   */
  public record Truth(ParametricLaw law, NoiseParts noise) {

    /** As fitted to runs of a pilot, whose budgets may count otherwise. */
    static Truth of(TokenCost cost, ObjectiveFit pilot) {
      if (pilot.parametric() == null || pilot.noise() == null) {
        throw new UserException(
            "the pilot's %s runs give no L(N, D): name a pilot of more sizes and budgets"
                .formatted(pilot.objective()));
      }
      return new Truth(pilot.parametric().law().withCost(cost), pilot.noise());
    }
  }

  /** Copies the grid. */
  public SimulatedStudy {
    grid = List.copyOf(grid);
    truths = Map.copyOf(truths);
  }

  /**
   * A grid over two decades of compute.
   *
   * @param family its only one
   * @param truth of it
   * @param budgets evenly spaced in logarithms
   * @param sizes of each, likewise, around the best size
   * @param width largest size divided by the smallest
   * @param offCentre middle of the sizes divided by the best size
   */
  public static SimulatedStudy of(
      Family family, Truth truth, int budgets, int sizes, double width, double offCentre) {
    List<LossPoint> grid = new ArrayList<>();
    for (int b = 0; b < budgets; b++) {
      double budget = FIRST * Math.pow(RANGE, b / (budgets - 1.0));
      double middle = truth.law().optimalParameters(budget) * offCentre;
      for (int s = 0; s < sizes; s++) {
        double n = middle * Math.pow(width, s / (sizes - 1.0) - 0.5);
        grid.add(
            new LossPoint(family, budget, n, budget / truth.law().cost().at(n), 1, Double.NaN, ""));
      }
    }
    return new SimulatedStudy(grid, Map.of(family, truth));
  }

  /**
   * A plan's grid with the truth of a pilot.
   *
   * @param grid as {@link ScalingPlan#grid}
   * @param pilot fitted to runs known
   * @throws UserException when the pilot lacks a family or its L(N, D)
   */
  public static SimulatedStudy of(List<LossPoint> grid, ScalingFit pilot) {
    Map<Family, Truth> truths = new HashMap<>();
    ScalingData data = new ScalingData("", grid, List.of());
    for (Family family : data.families()) {
      truths.put(
          family,
          Truth.of(
              TokenCost.of(data.of(family).runs()),
              pilot.objectives().stream()
                  .filter(fit -> fit.objective().equals(family))
                  .findFirst()
                  .orElseThrow(
                      () ->
                          new UserException(
                              "the pilot has no runs of %s: name one that has"
                                  .formatted(family)))));
    }
    return new SimulatedStudy(grid, truths);
  }

  /**
   * Losses of one time that the study is made.
   *
   * @param seed of its noise
   */
  ScalingData draw(long seed) {
    Random random = new Random(new RandomStreams(seed).stream("simulated-study").nextLong());
    Map<String, double[]> shifts = new HashMap<>();
    List<LossPoint> runs = new ArrayList<>();
    for (LossPoint run : grid) {
      Truth truth = truths.get(run.objective());
      NoiseParts noise = truth.noise;
      double[] shift =
          shifts.computeIfAbsent(
              run.objective().label() + run.budget(),
              key ->
                  new double[] {
                    part(noise.betweenLoss()) * random.nextGaussian(),
                    part(noise.betweenSize()) * random.nextGaussian()
                  });
      // A budget whose best size is larger has the losses of smaller sizes.
      double n = run.parameters() * Math.exp(-shift[1]);
      double mean = truth.law.loss(n, run.tokens() * run.parameters() / n);
      double evaluation = part(noise.evaluation());
      double loss =
          mean * Math.exp(shift[0])
              + evaluation * random.nextGaussian()
              + part(Double.isNaN(noise.seed()) ? noise.single() : noise.seed())
                  * random.nextGaussian();
      runs.add(
          new LossPoint(
              run.objective(),
              run.budget(),
              run.parameters(),
              run.tokens(),
              Math.max(loss, Double.MIN_NORMAL),
              evaluation > 0 ? evaluation : Double.NaN,
              run.run()));
    }
    return new ScalingData("simulated", runs, List.of());
  }

  private static double part(double deviation) {
    return Double.isNaN(deviation) ? 0 : deviation;
  }
}
