package org.smdm.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.config.ModelFamily;
import org.smdm.tensor.RandomStreams;

/**
 * Bootstrap of the losses of one objective: residuals around the parabolas, inflated for the three
 * coefficients that each parabola took from its runs, are pooled over budgets and drawn anew for
 * every run.
 */
final class ParabolaBootstrap {

  private static final int COEFFICIENTS = 3;

  private final List<List<LossPoint>> groups;
  private final List<Parabola> parabolas;
  private final double[] pool;

  /**
   * @param groups runs of each budget
   * @param parabolas fitted to each
   */
  ParabolaBootstrap(List<List<LossPoint>> groups, List<Parabola> parabolas) {
    this.groups = groups;
    this.parabolas = parabolas;
    this.pool =
        centred(
            IntStream.range(0, groups.size())
                .mapToObj(g -> inflated(groups.get(g), parabolas.get(g)))
                .flatMapToDouble(Arrays::stream)
                .toArray());
  }

  private static double[] inflated(List<LossPoint> runs, Parabola parabola) {
    int freedom = runs.size() - COEFFICIENTS;
    if (freedom < 1) {
      // Three runs lie on their parabola: they say nothing of the noise.
      return new double[0];
    }
    double factor = Math.sqrt((double) runs.size() / freedom);
    return runs.stream()
        .mapToDouble(run -> factor * (run.loss() - parabola.loss(run.parameters())))
        .toArray();
  }

  private static double[] centred(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    return Arrays.stream(values).map(v -> v - mean).toArray();
  }

  /** Whether any budget has more than three runs. */
  boolean isPossible() {
    return pool.length > 0;
  }

  /**
   * Parabolas of one replicate, in the order of the budgets.
   *
   * @param index of the replicate
   */
  List<Parabola> draw(RandomStreams streams, ModelFamily objective, int index) {
    UniformRandomProvider random = streams.stream("scaling-parabolas-" + objective.label(), index);
    List<Parabola> drawn = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      List<LossPoint> runs = groups.get(g);
      double[] losses = new double[runs.size()];
      double[] parameters = new double[runs.size()];
      for (int i = 0; i < losses.length; i++) {
        parameters[i] = runs.get(i).parameters();
        losses[i] = parabolas.get(g).loss(parameters[i]) + pool[random.nextInt(pool.length)];
      }
      drawn.add(Parabola.fit(parameters, losses));
    }
    return drawn;
  }
}
