package org.smdm.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.smdm.scaling.StudyPower;
import org.smdm.scaling.StudyPower.Expectation;

/**
 * What a study may be expected to say, as a table.
 *
 * @param power by simulation
 */
public record StudyPowerReport(StudyPower power) {

  /** Intervals as wide as these or wider answer nothing, as a factor of both ends of a gap. */
  private static final double WIDEST_GAP = 10;

  /** A row per number that is fitted. */
  public TextTable table() {
    return Columns.of(power.expectations())
        .add("objective", Expectation::family)
        .add("number", Expectation::quantity)
        .add("truth", "%.4g", Expectation::truth)
        .add("expected 95 %", e -> "[%s, %s]".formatted(text(e.low()), text(e.high())))
        .add("hold", "%.1f %%", e -> 100 * e.holding())
        .add("known", "%.0f %%", e -> 100 * e.known())
        .add("bias", "%+.2g", Expectation::bias)
        .table("Intervals of %,d simulated studies".formatted(power.studies()));
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  /** What the study cannot answer. */
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (power.expectations().isEmpty()) {
      remarks.add(
          "no study had two budgets with a best size inside its sizes: plan sizes about the best one");
    }
    boolean isCompared = power.expectations().stream().anyMatch(e -> e.family().contains(" / "));
    boolean areSeveral =
        power.expectations().stream().map(Expectation::family).distinct().count() > 1;
    if (areSeveral && !isCompared) {
      remarks.add(
          "no study reached a common loss of two families: the gap will be no number; plan larger budgets for the worse family or smaller ones for the better");
    }
    for (Expectation e : power.expectations()) {
      if (e.family().contains(" / ") && !(e.high() < e.low() * WIDEST_GAP)) {
        remarks.add(
            "%s will be known to a factor of %.0f only: plan more budgets, sizes or seeds"
                .formatted(e.quantity(), e.high() / e.low()));
      }
    }
    return remarks;
  }
}
