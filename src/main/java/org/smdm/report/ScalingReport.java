package org.smdm.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.smdm.chart.LineChart;
import org.smdm.config.ConfigJson;
import org.smdm.io.AtomicFile;
import org.smdm.scaling.BudgetFit;
import org.smdm.scaling.ComputeGap;
import org.smdm.scaling.Interval;
import org.smdm.scaling.LawFit;
import org.smdm.scaling.ObjectiveFit;
import org.smdm.scaling.ParametricFit;
import org.smdm.scaling.ScalingFit;

/**
 * Fitted scaling laws as tables, files and figures.
 *
 * @param fit what was fitted
 */
public record ScalingReport(ScalingFit fit) {

  private static final String UNKNOWN = "";

  /** Exponents of the power laws, a row per objective and quantity. */
  public TextTable laws() {
    List<List<String>> rows = new ArrayList<>();
    for (ObjectiveFit objective : fit.objectives()) {
      if (objective.hasLaws()) {
        rows.add(law(objective, "N_opt (parameters)", objective.parameters()));
        rows.add(law(objective, "D_opt (tokens)", objective.tokens()));
        rows.add(law(objective, "L_opt (nats per token)", objective.loss()));
      }
    }
    return new TextTable(
        "Power laws y = exp(k) · C^p",
        List.of("objective", "y", "k", "p", "95 % by bootstrap", "95 % by scatter"),
        rows);
  }

  private static List<String> law(ObjectiveFit objective, String name, LawFit law) {
    return List.of(
        objective.objective().toString(),
        name,
        text("%.3f", law.law().logCoefficient()),
        text("%.4f", law.law().exponent()),
        interval("%.4f", law.byBootstrap()),
        interval("%.4f", law.byScatter()));
  }

  /** Best size, tokens and loss of every budget. */
  public TextTable optima() {
    List<List<String>> rows = new ArrayList<>();
    for (ObjectiveFit objective : fit.objectives()) {
      for (BudgetFit budget : objective.budgets()) {
        boolean isKnown = budget.optimum() != null;
        rows.add(
            List.of(
                objective.objective().toString(),
                text("%.3g", budget.budget()),
                budget.runs().isEmpty() ? UNKNOWN : Integer.toString(budget.runs().size()),
                isKnown ? text("%.4g", budget.optimum().parameters()) : UNKNOWN,
                isKnown ? interval("%.3g", budget.parametersInterval()) : UNKNOWN,
                isKnown ? text("%.4g", budget.optimum().tokens()) : UNKNOWN,
                isKnown ? text("%.4f", budget.optimum().loss()) : UNKNOWN,
                isKnown ? interval("%.4f", budget.lossInterval()) : UNKNOWN));
      }
    }
    return new TextTable(
        "Best sizes",
        List.of(
            "objective",
            "FLOPs",
            "runs",
            "N_opt",
            "95 % of N_opt",
            "D_opt",
            "L_opt",
            "95 % of L_opt"),
        rows);
  }

  /** The parametric form; without rows where there were no runs to fit it to. */
  public TextTable parametric() {
    List<List<String>> rows = new ArrayList<>();
    for (ObjectiveFit objective : fit.objectives()) {
      ParametricFit p = objective.parametric();
      if (p != null) {
        rows.add(
            List.of(
                objective.objective().toString(),
                valued("%.3f", p.law().irreducible(), p.irreducible()),
                text("%.3f", p.law().logA()),
                text("%.3f", p.law().logB()),
                valued("%.3f", p.law().alpha(), p.alpha()),
                valued("%.3f", p.law().beta(), p.beta()),
                valued("%.3f", p.law().parametersExponent(), p.parametersExponent()),
                p.starts().agreeing() + " of " + p.starts().tried()));
      }
    }
    return new TextTable(
        "L(N, D) = E + A/N^α + B/D^β",
        List.of("objective", "E", "ln A", "ln B", "α", "β", "β/(α+β)", "starts agreeing"),
        rows);
  }

  /** How much more compute the MDM needs; without rows unless both objectives have laws. */
  public TextTable gap() {
    List<List<String>> rows = new ArrayList<>();
    if (fit.gap() != null) {
      for (ComputeGap.Point point : fit.gap().points()) {
        rows.add(
            List.of(
                text("%.3g", point.budget()),
                text("%.2f×", point.factor()),
                interval("%.2f", point.interval()),
                text("%.2f×", point.sizeRatio())));
      }
      rows.add(
          List.of(
              "geometric mean",
              text("%.2f×", fit.gap().mean()),
              interval("%.2f", fit.gap().meanInterval()),
              UNKNOWN));
    }
    return new TextTable(
        "Compute of the MDM at the loss of the ARM",
        List.of("FLOPs of the ARM", "MDM needs", "95 %", "N_opt of ARM / MDM"),
        rows);
  }

  /** Differences of exponents between objectives; empty unless both have laws. */
  public List<String> comparisons() {
    ComputeGap gap = fit.gap();
    if (gap == null) {
      return List.of();
    }
    return List.of(
        "loss exponent, MDM less ARM: "
            + valued("%+.4f", gap.lossExponentDifference(), gap.lossExponentInterval()),
        "size exponent, MDM less ARM: "
            + valued(
                "%+.4f", gap.parametersExponentDifference(), gap.parametersExponentInterval()));
  }

  /** All tables that have rows, then comparisons and notes, for a terminal. */
  public String toText() {
    return tables().stream().map(table -> table.toText() + "\n").collect(Collectors.joining())
        + remarks().stream().map(remark -> "• " + remark + "\n").collect(Collectors.joining());
  }

  /** The same in Markdown. */
  public String toMarkdown() {
    return "Fitted to %s; bootstrap of %d replicates (parametric form: %d), seed %d.%n%n"
            .formatted(
                fit.source(),
                fit.options().resamples(),
                fit.options().parametricResamples(),
                fit.options().seed())
        + tables().stream().map(table -> table.toMarkdown() + "\n").collect(Collectors.joining())
        + remarks().stream().map(remark -> "- " + remark + "\n").collect(Collectors.joining());
  }

  /** The tables that have rows. */
  public List<TextTable> tables() {
    return List.of(laws(), optima(), gap(), parametric()).stream()
        .filter(table -> !table.rows().isEmpty())
        .toList();
  }

  /** Comparisons, and what was left out and why. */
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>(comparisons());
    remarks.addAll(fit.notes());
    return remarks;
  }

  /** Everything as JSON. */
  public String toJson() {
    return ConfigJson.write(fit);
  }

  /** Laws as comma-separated values, a line per objective and quantity. */
  public String csv() {
    StringBuilder csv =
        new StringBuilder(
            "objective,quantity,log_coefficient,exponent,bootstrap_low,bootstrap_high,"
                + "scatter_low,scatter_high\n");
    for (ObjectiveFit objective : fit.objectives()) {
      if (objective.hasLaws()) {
        csv.append(line(objective, "parameters", objective.parameters()));
        csv.append(line(objective, "tokens", objective.tokens()));
        csv.append(line(objective, "loss", objective.loss()));
      }
    }
    return csv.toString();
  }

  private static String line(ObjectiveFit objective, String quantity, LawFit law) {
    return "%s,%s,%s,%s,%s,%s%n"
        .formatted(
            objective.objective().label(),
            quantity,
            law.law().logCoefficient(),
            law.law().exponent(),
            ends(law.byBootstrap()),
            ends(law.byScatter()));
  }

  private static String ends(Interval interval) {
    return interval == null ? "," : interval.low() + "," + interval.high();
  }

  /**
   * Writes {@code fit.json}, {@code fit.md}, {@code laws.csv} and all figures as SVG and PNG.
   *
   * @param folder where to
   * @return names of the figures, without endings
   */
  public List<String> write(Path folder) {
    AtomicFile.writeString(folder.resolve("fit.json"), toJson());
    AtomicFile.writeString(folder.resolve("fit.md"), toMarkdown());
    AtomicFile.writeString(folder.resolve("laws.csv"), csv());
    Map<String, LineChart> figures = new ScalingFigures(fit).all();
    figures.forEach((name, chart) -> chart.write(folder.resolve(name)));
    return List.copyOf(figures.keySet());
  }

  private static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static String interval(String format, Interval interval) {
    return interval == null
        ? UNKNOWN
        : "[%s, %s]".formatted(text(format, interval.low()), text(format, interval.high()));
  }

  private static String valued(String format, double value, Interval interval) {
    return text(format, value) + (interval == null ? "" : " " + interval(format, interval));
  }
}
