package org.smdm.scaling;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.tensor.RandomStreams;

/** Runs whose laws are known. */
final class SyntheticGrid {

  private SyntheticGrid() {}

  /** Runs on parabolas around N = kN·C^a with losses kL·C^−b at the minimum, and noise. */
  static List<LossPoint> parabolas(
      Family objective,
      double[] budgets,
      int sizes,
      PowerLaw parameters,
      PowerLaw loss,
      double noise,
      long seed) {
    UniformRandomProvider random = new RandomStreams(seed).stream("test-" + objective);
    List<LossPoint> runs = new ArrayList<>();
    for (double budget : budgets) {
      for (int i = 0; i < sizes; i++) {
        double z = Math.log(4) * (2.0 * i / (sizes - 1) - 1) + 0.2;
        double n = parameters.at(budget) * Math.exp(z);
        double value = loss.at(budget) + 0.06 * z * z + noise * normal(random);
        runs.add(new LossPoint(objective, budget, n, budget / (6 * n), value, Double.NaN, "r" + i));
      }
    }
    return runs;
  }

  /** Runs of a parametric law with relative noise. */
  static List<LossPoint> parametric(
      ParametricLaw law, double[] budgets, int sizes, double noise, long seed) {
    UniformRandomProvider random = new RandomStreams(seed).stream("test");
    List<LossPoint> runs = new ArrayList<>();
    for (double budget : budgets) {
      for (int i = 0; i < sizes; i++) {
        double n =
            law.optimalParameters(budget) * Math.exp(Math.log(8) * (2.0 * i / (sizes - 1) - 1));
        double d = budget / (6 * n);
        double value = law.loss(n, d) * Math.exp(noise * normal(random));
        runs.add(new LossPoint(Family.ARM, budget, n, d, value, Double.NaN, ""));
      }
    }
    return runs;
  }

  static double normal(UniformRandomProvider random) {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }
}
