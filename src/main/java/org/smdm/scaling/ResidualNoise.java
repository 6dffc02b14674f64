package org.smdm.scaling;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Noise of ln L as the residuals of the parametric form say: of every run, and one that all runs of
 * a budget share. How large both are is drawn anew for each replicate, see {@link DrawnNoise}.
 */
final class ResidualNoise {

  /** Of the form's five coefficients, so many bend the curve within a budget. */
  private static final int COEFFICIENTS_WITHIN = 3;

  /** And so many say how budgets differ. */
  private static final int COEFFICIENTS_BETWEEN = 2;

  /**
   * Degrees of freedom that the part between budgets is drawn with beyond those of the residuals.
   * Without them, four budgets give intervals that hold the truth nearly always and say little;
   * with two, those of 4 × 5 to 7 × 9 runs hold it in 92 to 98 % with or without such a part.
   */
  private static final int PRIOR = 2;

  private final int[] groups;
  private final int count;
  private final double squaresWithin;
  private final double squaresBetween;

  /**
   * @param runs that were fitted
   * @param residuals ln L − ln L̂ of each
   */
  ResidualNoise(List<LossPoint> runs, double[] residuals) {
    TreeMap<Double, Integer> indices = new TreeMap<>();
    runs.forEach(run -> indices.putIfAbsent(run.budget(), indices.size()));
    groups = runs.stream().mapToInt(run -> indices.get(run.budget())).toArray();
    count = indices.size();
    double[] sums = new double[count];
    int[] sizes = new int[count];
    for (int i = 0; i < groups.length; i++) {
      sums[groups[i]] += residuals[i];
      sizes[groups[i]]++;
    }
    squaresBetween = IntStream.range(0, count).mapToDouble(g -> sums[g] * sums[g] / sizes[g]).sum();
    squaresWithin = Arrays.stream(residuals).map(r -> r * r).sum() - squaresBetween;
  }

  /** The noise of one replicate, of every run. */
  double[] draw(UniformRandomProvider stream) {
    int within = groups.length - count - COEFFICIENTS_WITHIN;
    int between = count - COEFFICIENTS_BETWEEN;
    if (within < 1 || between < 1) {
      DrawnNoise noise =
          DrawnNoise.of(
              squaresWithin + squaresBetween, groups.length - ParametricProblem.UNKNOWNS, stream);
      return IntStream.range(0, groups.length).mapToDouble(i -> noise.next()).toArray();
    }
    DrawnNoise own = DrawnNoise.of(squaresWithin, within, stream);
    double excess = squaresBetween / between - squaresWithin / within;
    int freedom = between + PRIOR;
    double chance = DrawnNoise.of(freedom, freedom, stream).variance();
    double shared = Math.sqrt(Math.max(0, excess * chance * count / groups.length));
    double[] shifts = IntStream.range(0, count).mapToDouble(g -> shared * own.normal()).toArray();
    return Arrays.stream(groups).mapToDouble(g -> shifts[g] + own.next()).toArray();
  }
}
