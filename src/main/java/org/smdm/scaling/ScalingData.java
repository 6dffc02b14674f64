package org.smdm.scaling;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smdm.io.UserException;

/**
 * What laws are fitted to: runs of a grid, or only the optimum of each budget.
 *
 * @param source where the numbers are from
 * @param runs of a grid
 * @param optima of budgets; used for objectives without runs
 * @param measure what their losses are
 */
public record ScalingData(
    String source, List<LossPoint> runs, List<OptimumPoint> optima, Measure measure) {

  /** Copies the lists. */
  public ScalingData {
    runs = List.copyOf(runs);
    optima = List.copyOf(optima);
  }

  /** Losses in nats per token. */
  public ScalingData(String source, List<LossPoint> runs, List<OptimumPoint> optima) {
    this(source, runs, optima, Measure.NATS);
  }

  /** Several together: runs of one shape and budget are runs of several seeds. */
  public static ScalingData of(List<ScalingData> parts) {
    if (parts.stream().map(ScalingData::measure).distinct().count() > 1) {
      throw new UserException(
          "some of the files have losses and others accuracies: fit them one by one");
    }
    return new ScalingData(
        parts.stream().map(ScalingData::source).collect(Collectors.joining(" and ")),
        parts.stream().flatMap(part -> part.runs.stream()).toList(),
        parts.stream().flatMap(part -> part.optima.stream()).toList(),
        parts.get(0).measure);
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
        optima.stream().filter(point -> point.objective().equals(objective)).toList(),
        measure);
  }

  /** Whether there is nothing. */
  public boolean isEmpty() {
    return runs.isEmpty() && optima.isEmpty();
  }
}
