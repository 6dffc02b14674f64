package org.smdm.scaling;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Noise of ln L as the residuals of the parametric form say: of every run; a shift that all runs of
 * a budget share; and a tilt in ln N that they share, which moves the best size. How large they are
 * is drawn anew for each replicate, see {@link DrawnNoise}.
 */
final class ResidualNoise {

  /** Of the form's five coefficients two say how budgets differ in level, two how in tilt. */
  private static final int COEFFICIENTS = 2;

  /**
   * Degrees of freedom that a part between budgets is drawn with beyond those of the residuals.
   * Without them, four budgets give intervals that hold the truth nearly always and say little;
   * with two, those of 4 × 5 to 7 × 9 runs hold it in 92 to 98 % with or without such a part.
   */
  private static final int PRIOR = 2;

  private final int[] groups;
  private final double[] z;
  private final double[] levels;
  private final double[] spreads;
  private final double squares;
  private final double squaresOfLevels;
  private final double squaresOfTilts;

  /**
   * @param runs that were fitted
   * @param residuals ln L − ln L̂ of each
   */
  ResidualNoise(List<LossPoint> runs, double[] residuals) {
    TreeMap<Double, Integer> indices = new TreeMap<>();
    runs.forEach(run -> indices.putIfAbsent(run.budget(), indices.size()));
    int[] of = runs.stream().mapToInt(run -> indices.get(run.budget())).toArray();
    groups = of;
    double[] log = runs.stream().mapToDouble(run -> Math.log(run.parameters())).toArray();
    double[] one = new double[of.length];
    Arrays.fill(one, 1);
    levels = sums(one, one);
    double[] meanLog = ratio(sums(log, one), levels);
    z = IntStream.range(0, of.length).mapToDouble(i -> log[i] - meanLog[of[i]]).toArray();
    spreads = sums(z, z);
    double[] level = ratio(sums(residuals, one), levels);
    double[] tilt = ratio(sums(residuals, z), spreads);
    squaresOfLevels = squares(level, levels);
    squaresOfTilts = squares(tilt, spreads);
    squares = Arrays.stream(residuals).map(r -> r * r).sum() - squaresOfLevels - squaresOfTilts;
  }

  /** Sums of products by budget. */
  private double[] sums(double[] x, double[] y) {
    double[] sums = new double[Arrays.stream(groups).max().orElseThrow() + 1];
    for (int i = 0; i < groups.length; i++) {
      sums[groups[i]] += x[i] * y[i];
    }
    return sums;
  }

  /** Of a budget with a single size, which has no tilt, 0. */
  private static double[] ratio(double[] above, double[] below) {
    return IntStream.range(0, above.length)
        .mapToDouble(g -> below[g] > 0 ? above[g] / below[g] : 0)
        .toArray();
  }

  private static double squares(double[] values, double[] weights) {
    return IntStream.range(0, values.length)
        .mapToDouble(g -> weights[g] * values[g] * values[g])
        .sum();
  }

  /** The noise of one replicate, of every run. */
  double[] draw(UniformRandomProvider stream) {
    int count = levels.length;
    int within = groups.length - ParametricProblem.UNKNOWNS - 2 * (count - COEFFICIENTS);
    int between = count - COEFFICIENTS;
    if (within < 1 || between < 1) {
      DrawnNoise noise =
          DrawnNoise.of(
              squares + squaresOfLevels + squaresOfTilts,
              groups.length - ParametricProblem.UNKNOWNS,
              stream);
      return IntStream.range(0, groups.length).mapToDouble(i -> noise.next()).toArray();
    }
    DrawnNoise own = DrawnNoise.of(squares, within, stream);
    double mean = squares / within;
    double[] level = shared(squaresOfLevels / between - mean, levels, between, own, stream);
    double[] tilt = shared(squaresOfTilts / between - mean, spreads, between, own, stream);
    return IntStream.range(0, groups.length)
        .mapToDouble(i -> level[groups[i]] + tilt[groups[i]] * z[i] + own.next())
        .toArray();
  }

  /**
   * What the runs of each budget share.
   *
   * @param excess of its mean square over that of single runs
   * @param weights of the budgets
   */
  private static double[] shared(
      double excess,
      double[] weights,
      int freedom,
      DrawnNoise normal,
      UniformRandomProvider stream) {
    double chance = DrawnNoise.of(freedom + PRIOR, freedom + PRIOR, stream).variance();
    double weight = Arrays.stream(weights).average().orElseThrow();
    double deviation = Math.sqrt(Math.max(0, excess) * chance / weight);
    return Arrays.stream(weights).map(w -> deviation * normal.normal()).toArray();
  }
}
