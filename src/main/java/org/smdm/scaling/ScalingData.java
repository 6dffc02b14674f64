package org.smdm.scaling;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What laws are fitted to: runs of a grid, or only the optimum of each budget.
 *
 * @param source where the numbers are from
 * @param runs of a grid
 * @param optima of budgets; used for objectives without runs
 */
public record ScalingData(String source, List<LossPoint> runs, List<OptimumPoint> optima) {

  /** Copies the lists. */
  public ScalingData {
    runs = List.copyOf(runs);
    optima = List.copyOf(optima);
  }

  /** Several together: runs of one shape and budget are runs of several seeds. */
  public static ScalingData of(List<ScalingData> parts) {
    return new ScalingData(
        parts.stream().map(ScalingData::source).collect(Collectors.joining(" and ")),
        parts.stream().flatMap(part -> part.runs.stream()).toList(),
        parts.stream().flatMap(part -> part.optima.stream()).toList());
  }

  /** The paper's optima, as digitised from its figures. */
  public static ScalingData paper() {
    return ScalingCsv.paper();
  }

  /** All families that there is something of. */
  TreeSet<Family> families() {
    return Stream.concat(
            runs.stream().map(LossPoint::objective), optima.stream().map(OptimumPoint::objective))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The part of one objective. */
  ScalingData of(Family objective) {
    return new ScalingData(
        source,
        runs.stream().filter(run -> run.objective().equals(objective)).toList(),
        optima.stream().filter(point -> point.objective().equals(objective)).toList());
  }

  /** Whether there is nothing. */
  public boolean isEmpty() {
    return runs.isEmpty() && optima.isEmpty();
  }
}
