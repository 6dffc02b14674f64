package org.smdm.scaling;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.smdm.io.UserException;

/**
 * Everything that is fitted to a grid of runs (paper section 3).
 *
 * @param source where the numbers are from
 * @param measure what losses are
 * @param options of the bootstrap
 * @param objectives every family's, ARM first, then MDM, then by label
 * @param gaps between every two families that have laws
 */
public record ScalingFit(
    String source,
    Measure measure,
    FitOptions options,
    List<ObjectiveFit> objectives,
    List<ComputeGap> gaps) {

  /** Copies the lists. */
  public ScalingFit {
    objectives = List.copyOf(objectives);
    gaps = List.copyOf(gaps);
  }

  /**
   * Fits.
   *
   * @param data runs or optima
   * @param options of the bootstrap
   * @throws UserException when there is nothing to fit
   */
  public static ScalingFit of(ScalingData data, FitOptions options) {
    List<ObjectiveFitting> fittings =
        data.families().stream()
            .map(family -> ObjectiveFitting.of(data.of(family), options, family))
            .toList();
    List<ObjectiveFitting> lawful = fittings.stream().filter(f -> f.fit().hasLaws()).toList();
    List<ComputeGap> gaps = new ArrayList<>();
    for (int a = 0; a < lawful.size(); a++) {
      for (int b = a + 1; b < lawful.size(); b++) {
        gaps.add(
            ComputeGap.of(
                allBudgets(lawful.get(a).fit(), lawful.get(b).fit()),
                lawful.get(a),
                lawful.get(b)));
      }
    }
    return new ScalingFit(
        data.source(),
        data.measure(),
        options,
        fittings.stream().map(ObjectiveFitting::fit).toList(),
        gaps);
  }

  /** All budgets: the laws bridge those where only one family has an optimum. */
  private static double[] allBudgets(ObjectiveFit one, ObjectiveFit other) {
    TreeSet<Double> budgets = new TreeSet<>();
    Stream.of(one, other)
        .flatMap(fit -> fit.budgets().stream())
        .forEach(b -> budgets.add(b.budget()));
    return budgets.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The ARM's; null without its runs. */
  @JsonProperty
  public ObjectiveFit arm() {
    return family(Family.ARM);
  }

  /** The MDM's; null without its runs. */
  @JsonProperty
  public ObjectiveFit mdm() {
    return family(Family.MDM);
  }

  /** Between ARM and MDM; null unless both have laws. */
  @JsonProperty
  public ComputeGap gap() {
    return gaps.stream()
        .filter(g -> g.family().equals(Family.ARM) && g.other().equals(Family.MDM))
        .findFirst()
        .orElse(null);
  }

  private ObjectiveFit family(Family family) {
    return objectives.stream()
        .filter(fit -> fit.objective().equals(family))
        .findFirst()
        .orElse(null);
  }

  /** What was left out, and why, of all families. */
  public List<String> notes() {
    return objectives.stream().flatMap(fit -> fit.notes().stream()).toList();
  }
}
