package org.smdm.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.smdm.scaling.BestLoss;
import org.smdm.scaling.ComputeCounts;
import org.smdm.scaling.ComputeGap;
import org.smdm.scaling.Family;
import org.smdm.scaling.FlooredLaw;
import org.smdm.scaling.Form;
import org.smdm.scaling.FormFit;
import org.smdm.scaling.Interval;
import org.smdm.scaling.Measure;
import org.smdm.scaling.NoiseParts;
import org.smdm.scaling.ObjectiveFit;
import org.smdm.scaling.ParabolaBias;
import org.smdm.scaling.ParametricLaw;
import org.smdm.scaling.ScalingFit;

/**
 * What depends on the form of a law: the forms side by side with what they miss of budgets left
 * out, and what follows from them.
 *
 * @param fit what was fitted
 */
record ScalingFormTables(ScalingFit fit) {

  /** Errors by which a parabola's best size is said to be off. */
  private static final double WORTH_SAYING = 0.05;

  private List<ObjectiveFit> lawful() {
    return fit.objectives().stream().filter(ObjectiveFit::hasLaws).toList();
  }

  /** Errors of each form where budgets are left out. */
  TextTable heldOut() {
    record Row(Family family, FormFit fit) {}
    return Columns.of(
            lawful().stream()
                .flatMap(o -> o.forms().stream().map(f -> new Row(o.objective(), f)))
                .filter(row -> !Double.isNaN(row.fit.loss().typical()))
                .toList())
        .add("objective", Row::family)
        .add("form", row -> row.fit.form())
        .add("largest", "%+.2f %%", row -> 100 * row.fit.loss().largest())
        .add("each", "%.2f %%", row -> 100 * row.fit.loss().typical())
        .add("weight", "%.2f", row -> row.fit.weight())
        .add("E", "%.3f", row -> floor(row.fit.law()))
        .add(
            "N_opt, largest",
            "%+.0f %%",
            row ->
                row.fit.form() == Form.FLOORED ? null : (Double) (100 * row.fit.size().largest()))
        .add(
            "each N_opt",
            "%.0f %%",
            row ->
                row.fit.form() == Form.FLOORED ? null : (Double) (100 * row.fit.size().typical()))
        .table("Error of L_opt with the largest, with each budget left out");
  }

  private static Double floor(BestLoss law) {
    return law instanceof FlooredLaw floored
        ? (Double) floored.irreducible()
        : law instanceof ParametricLaw parametric ? (Double) parametric.irreducible() : null;
  }

  /** For every two families, what the second needs for the losses of the first. */
  List<TextTable> gaps() {
    return fit.gaps().stream().map(ScalingFormTables::gap).toList();
  }

  private static TextTable gap(ComputeGap gap) {
    return Columns.of(gap.points())
        .add(gap.family() + " FLOPs", "%.3g", ComputeGap.Point::budget)
        .add("loss", "%.3f", ComputeGap.Point::loss)
        .add(gap.other() + " needs", ScalingFormTables::factor)
        .add("95 %", p -> p.reach() == ComputeGap.Reach.REACHED ? range(p.overForms()) : null)
        .add("N_opt ratio", "%.2f×", ComputeGap.Point::sizeRatio)
        .table("Compute of the %s at the loss of the %s".formatted(gap.other(), gap.family()));
  }

  /** The factor where it is a number; else what is known of it. */
  static String factor(ComputeGap.Point point) {
    return switch (point.reach()) {
      case REACHED -> times(point.chosen());
      case NOT_REACHED -> "not reached: at least " + times(point.bound());
      case PASSED -> "at most " + times(point.bound());
      case EXTRAPOLATED -> "not trained there";
    };
  }

  private static String times(double factor) {
    return Double.isInfinite(factor)
        ? "∞"
        : String.format(
            Locale.ROOT, factor < 10 ? "%.2f×" : factor < 100 ? "%.1f×" : "%,.0f×", factor);
  }

  private static String range(Interval interval) {
    return interval == null
        ? ""
        : "[%s, %s]".formatted(plain(interval.low()), plain(interval.high()));
  }

  private static String plain(double factor) {
    return times(factor).replace("×", "");
  }

  /** Best size and loss at the largest budget and beyond it. */
  TextTable predictions() {
    record Row(Family family, ObjectiveFit.Prediction value) {}
    return Columns.of(
            lawful().stream()
                .flatMap(o -> o.predictions().stream().map(p -> new Row(o.objective(), p)))
                .toList())
        .add("objective", Row::family)
        .add("FLOPs", "%.3g", row -> row.value.budget())
        .add("N_opt", "%.3g", row -> row.value.parameters())
        .add("95 % of N_opt", row -> ScalingReport.interval("%.2g", row.value.parametersInterval()))
        .add("L_opt", "%.3f", row -> row.value.loss())
        .add("95 % of L_opt", row -> ScalingReport.interval("%.3f", row.value.lossInterval()))
        .table("At the largest budget and at ten times it, over forms and noise");
  }

  /** What makes losses and optima scatter. */
  TextTable noise() {
    record Row(Family family, NoiseParts parts) {}
    return Columns.of(
            lawful().stream()
                .filter(o -> o.noise() != null)
                .map(o -> new Row(o.objective(), o.noise()))
                .toList())
        .add("objective", Row::family)
        .add("single", "%.4f", row -> row.parts.single())
        .add("evaluation", "%.4f", row -> row.parts.evaluation())
        .add("seed", "%.4f", row -> row.parts.seed())
        .add("repeats", "%.4f", row -> row.parts.repeated())
        .add("L_opt", "%.2f %%", row -> 100 * row.parts.betweenLoss())
        .add("N_opt", "%.1f %%", row -> 100 * row.parts.betweenSize())
        .table("Noise of single losses, and of optima between budgets");
  }

  /** What a reader should know before believing a number. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (fit.measure() == Measure.ACCURACY) {
      remarks.add("losses are −ln accuracy: 0.105 is 90 %, 0.693 is 50 %, 2.303 is 10 %");
    }
    for (ComputeGap gap : fit.gaps()) {
      List<ComputeGap.Point> reached = gap.reached();
      if (reached.isEmpty()) {
        remarks.add(
            "%s and %s were trained at no common loss: the gap between them is no number; train the %s with more compute, or the %s with less"
                .formatted(gap.family(), gap.other(), gap.other(), gap.family()));
      } else {
        remarks.add(
            "gap by form at %s FLOPs: %s"
                .formatted(
                    String.format(Locale.ROOT, "%.3g", reached.get(0).budget()),
                    reached.get(0).byForm().entrySet().stream()
                        .map(e -> e.getKey() + " " + times(e.getValue()))
                        .collect(Collectors.joining(", "))));
      }
    }
    for (ObjectiveFit objective : lawful()) {
      ComputeCounts counts = objective.compute();
      if (counts != null && counts.areApart()) {
        remarks.add(
            String.format(
                Locale.ROOT,
                "%s: counted FLOPs are %.2f to %.2f times 6ND, and differ %.2f-fold within a budget;"
                    + " by L(N, D), N_opt has the exponent %.2f where compute is 6ND, %.2f where it is"
                    + " counted%s",
                objective.objective(),
                counts.least(),
                counts.most(),
                counts.uneven(),
                counts.sixND(),
                counts.counted(),
                Double.isNaN(counts.allParameters())
                    ? ""
                    : String.format(
                        Locale.ROOT, ", %.2f with embeddings in N", counts.allParameters())));
      }
      List<ParabolaBias> off =
          objective.bias().stream().filter(b -> Math.abs(b.size()) > WORTH_SAYING).toList();
      if (!off.isEmpty()) {
        remarks.add(
            "%s: if L(N, D) held, parabolas over these sizes would miss the best size by %s"
                .formatted(
                    objective.objective(),
                    off.stream()
                        .map(
                            b ->
                                String.format(
                                    Locale.ROOT,
                                    "%+.0f %% at %.3g FLOPs",
                                    100 * b.size(),
                                    b.budget()))
                        .collect(Collectors.joining(", "))));
      }
    }
    return remarks;
  }
}
