package org.smdm.scaling;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.smdm.config.ModelFamily;
import org.smdm.tensor.RandomStreams;

/**
 * Parametric bootstrap of the losses of one objective: every run's loss is its parabola's and
 * normal noise, of a deviation that the residuals of all budgets say together.
 */
final class ParabolaBootstrap {

  private static final int COEFFICIENTS = 3;

  private final List<List<LossPoint>> groups;
  private final List<Parabola> parabolas;
  private final double squares;
  private final int freedom;

  /**
   * @param groups runs of each budget
   * @param parabolas fitted to each
   */
  ParabolaBootstrap(List<List<LossPoint>> groups, List<Parabola> parabolas) {
    this.groups = groups;
    this.parabolas = parabolas;
    // Three runs lie on their parabola: they say nothing of the noise.
    this.freedom = groups.stream().mapToInt(runs -> runs.size() - COEFFICIENTS).sum();
    this.squares =
        IntStream.range(0, groups.size())
            .mapToDouble(g -> squares(groups.get(g), parabolas.get(g)))
            .sum();
  }

  private static double squares(List<LossPoint> runs, Parabola parabola) {
    return runs.stream()
        .mapToDouble(run -> Math.pow(run.loss() - parabola.loss(run.parameters()), 2))
        .sum();
  }

  /** Whether any budget has more than three runs. */
  boolean isPossible() {
    return freedom > 0;
  }

  /**
   * Parabolas of one replicate, in the order of the budgets.
   *
   * @param index of the replicate
   */
  List<Parabola> draw(RandomStreams streams, ModelFamily objective, int index) {
    DrawnNoise noise =
        DrawnNoise.of(
            squares, freedom, streams.stream("scaling-parabolas-" + objective.label(), index));
    List<Parabola> drawn = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      List<LossPoint> runs = groups.get(g);
      double[] losses = new double[runs.size()];
      double[] parameters = new double[runs.size()];
      for (int i = 0; i < losses.length; i++) {
        parameters[i] = runs.get(i).parameters();
        losses[i] = parabolas.get(g).loss(parameters[i]) + noise.next();
      }
      drawn.add(Parabola.fit(parameters, losses));
    }
    return drawn;
  }
}
