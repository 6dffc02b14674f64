package org.smdm.scaling;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.smdm.config.ModelFamily;
import org.smdm.io.UserException;

/**
 * Everything that is fitted to a grid of runs (paper section 3).
 *
 * @param source where the numbers are from
 * @param options of the bootstrap
 * @param arm the ARM's; null without its runs
 * @param mdm the MDM's; null without its runs
 * @param gap between both; null unless both have laws
 */
public record ScalingFit(
    String source, FitOptions options, ObjectiveFit arm, ObjectiveFit mdm, ComputeGap gap) {

  /**
   * Fits.
   *
   * @param data runs or optima
   * @param options of the bootstrap
   * @throws UserException when there is nothing to fit
   */
  public static ScalingFit of(ScalingData data, FitOptions options) {
    ObjectiveFitting arm = fitting(data, options, ModelFamily.ARM);
    ObjectiveFitting mdm = fitting(data, options, ModelFamily.MDM);
    ComputeGap gap = null;
    if (arm != null && mdm != null && arm.fit().hasLaws() && mdm.fit().hasLaws()) {
      gap =
          ComputeGap.of(
              commonBudgets(arm.fit(), mdm.fit()),
              arm.fit(),
              arm.replicates(),
              mdm.fit(),
              mdm.replicates());
    }
    return new ScalingFit(
        data.source(),
        options,
        arm == null ? null : arm.fit(),
        mdm == null ? null : mdm.fit(),
        gap);
  }

  private static ObjectiveFitting fitting(
      ScalingData data, FitOptions options, ModelFamily objective) {
    ScalingData own = data.of(objective);
    return own.isEmpty() ? null : ObjectiveFitting.of(own, options, objective);
  }

  /** All budgets: the laws bridge those where only one objective has an optimum. */
  private static double[] commonBudgets(ObjectiveFit arm, ObjectiveFit mdm) {
    TreeSet<Double> budgets = new TreeSet<>();
    Stream.of(arm, mdm)
        .flatMap(fit -> fit.budgets().stream())
        .forEach(b -> budgets.add(b.budget()));
    return budgets.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The fits that are there, ARM first. */
  public List<ObjectiveFit> objectives() {
    return Stream.of(Optional.ofNullable(arm), Optional.ofNullable(mdm))
        .flatMap(Optional::stream)
        .toList();
  }

  /** What was left out, and why, of both objectives. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    objectives().forEach(fit -> notes.addAll(fit.notes()));
    return notes;
  }
}
