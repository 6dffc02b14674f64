package org.smdm.scaling;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.hipparchus.linear.RealMatrix;
import org.smdm.tensor.RandomStreams;

/**
 * Parametric bootstrap of the losses of one objective: every run's loss is its parabola's and
 * normal noise, of a deviation that the residuals of all budgets say together. Where runs have
 * evaluation errors, the noise has those and what is left for seeds.
 */
final class ParabolaBootstrap {

  private static final int COEFFICIENTS = 3;

  private final List<List<LossPoint>> groups;
  private final List<Parabola> parabolas;
  private final List<RealMatrix> inverses;
  private final List<double[]> fitted;
  private final double squares;
  private final int freedom;

  /** Mean square of the evaluation errors; NaN where some are unknown. */
  private final double evaluation;

  /**
   * @param groups runs of each budget
   * @param parabolas fitted to each
   */
  ParabolaBootstrap(List<List<LossPoint>> groups, List<Parabola> parabolas) {
    this.groups = groups;
    this.parabolas = parabolas;
    this.inverses = groups.stream().map(Parabola::inverse).toList();
    this.fitted =
        IntStream.range(0, groups.size())
            .mapToObj(
                g ->
                    groups.get(g).stream()
                        .mapToDouble(run -> parabolas.get(g).loss(run.parameters()))
                        .toArray())
            .toList();
    // Three runs lie on their parabola: they say nothing of the noise.
    this.freedom = groups.stream().mapToInt(runs -> runs.size() - COEFFICIENTS).sum();
    this.squares =
        IntStream.range(0, groups.size())
            .mapToDouble(g -> squares(groups.get(g), parabolas.get(g)))
            .sum();
    this.evaluation =
        groups.stream()
            .flatMap(List::stream)
            .mapToDouble(run -> run.lossError() * run.lossError())
            .average()
            .orElse(Double.NaN);
  }

  private static double squares(List<LossPoint> runs, Parabola parabola) {
    return runs.stream()
        .mapToDouble(run -> Math.pow(run.loss() - parabola.loss(run.parameters()), 2))
        .sum();
  }

  /** Whether any budget has more than three runs, or evaluation errors are known. */
  boolean isPossible() {
    return freedom > 0 || (!groups.isEmpty() && evaluation > 0);
  }

  /** Degrees of freedom of the residuals. */
  int freedom() {
    return freedom;
  }

  /** The noise of single losses and its parts. */
  NoiseParts parts() {
    return NoiseParts.ofRuns(
        groups, freedom > 0 ? Math.sqrt(squares / freedom) : Double.NaN, Math.sqrt(evaluation));
  }

  /** Whether losses scatter by no less than their evaluation errors: shared ones cancel. */
  private boolean isOwnError() {
    return evaluation > 0 && evaluation * freedom <= squares;
  }

  /**
   * Parabolas of one replicate, in the order of the budgets.
   *
   * @param index of the replicate
   */
  List<Parabola> draw(RandomStreams streams, Family objective, int index) {
    UniformRandomProvider stream = streams.stream("scaling-parabolas-" + objective.label(), index);
    DrawnNoise noise =
        freedom > 0
            ? DrawnNoise.of(squares, freedom, stream)
            : DrawnNoise.ofDeviation(Math.sqrt(evaluation), stream);
    // What the noise has beyond evaluation, which seeds make, is alike for all runs.
    double seeds = Math.max(0, noise.variance() - evaluation);
    List<Parabola> drawn = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      List<LossPoint> runs = groups.get(g);
      double[] losses = new double[runs.size()];
      for (int i = 0; i < losses.length; i++) {
        double deviation =
            isOwnError()
                ? Math.hypot(Math.sqrt(seeds), runs.get(i).lossError())
                : noise.deviation();
        losses[i] = fitted.get(g)[i] + deviation * noise.normal();
      }
      drawn.add(parabolas.get(g).withLosses(inverses.get(g), losses));
    }
    return drawn;
  }
}
