package org.smdm.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smdm.chart.LineChart;
import org.smdm.config.ConfigJson;
import org.smdm.io.AtomicFile;
import org.smdm.scaling.BudgetFit;
import org.smdm.scaling.ComputeGap;
import org.smdm.scaling.Family;
import org.smdm.scaling.Interval;
import org.smdm.scaling.LawFit;
import org.smdm.scaling.ObjectiveFit;
import org.smdm.scaling.OptimumPoint;
import org.smdm.scaling.ParametricFit;
import org.smdm.scaling.ScalingFit;

/**
 * Fitted scaling laws as tables, files and figures.
 *
 * @param fit what was fitted
 */
public record ScalingReport(ScalingFit fit) {

  /** A law of an objective. */
  private record Law(Family objective, String name, String label, LawFit fit, Interval overForms) {}

  private List<Law> fitted() {
    return fit.objectives().stream()
        .filter(ObjectiveFit::hasLaws)
        .flatMap(
            o ->
                Stream.of(
                    new Law(
                        o.objective(),
                        "parameters",
                        "N_opt",
                        o.parameters(),
                        o.parametersExponent()),
                    new Law(o.objective(), "tokens", "D_opt", o.tokens(), tokensExponent(o)),
                    new Law(o.objective(), "loss", "L_opt", o.loss(), o.lossExponent())))
        .toList();
  }

  /** Of D_opt, from that of N_opt and what a token costs. */
  private static Interval tokensExponent(ObjectiveFit objective) {
    Interval size = objective.parametersExponent();
    double cost = objective.cost().exponent();
    return size == null ? null : new Interval(1 - cost * size.high(), 1 - cost * size.low());
  }

  /** Exponents of the power laws, a row per objective and quantity. */
  public TextTable laws() {
    return Columns.of(fitted())
        .add("objective", Law::objective)
        .add("y", Law::label)
        .add("p", "%.4f", law -> law.fit.law().exponent())
        .add("95 %", law -> interval("%.4f", law.overForms))
        .add("by scatter", law -> interval("%.4f", law.fit.byScatter()))
        .add("by single losses", law -> interval("%.4f", law.fit.byBootstrap()))
        .add("k", "%.3f", law -> law.fit.law().logCoefficient())
        .table("Power laws y = exp(k) · C^p");
  }

  /** Best size, tokens and loss of every budget. */
  public TextTable optima() {
    record Row(Family objective, BudgetFit fit) {
      <T> T known(Function<OptimumPoint, T> value) {
        return fit.optimum() == null ? null : value.apply(fit.optimum());
      }
    }
    return Columns.of(
            fit.objectives().stream()
                .flatMap(o -> o.budgets().stream().map(b -> new Row(o.objective(), b)))
                .toList())
        .add("objective", Row::objective)
        .add("FLOPs", "%.3g", row -> row.fit.budget())
        .add("runs", row -> row.fit.runs().isEmpty() ? null : row.fit.runs().size())
        .add("N_opt", "%.4g", row -> row.known(OptimumPoint::parameters))
        .add("95 % of N_opt", row -> row.known(o -> interval("%.3g", row.fit.parametersInterval())))
        .add("D_opt", "%.4g", row -> row.known(OptimumPoint::tokens))
        .add("L_opt", "%.4f", row -> row.known(OptimumPoint::loss))
        .add("95 % of L_opt", row -> row.known(o -> interval("%.4f", row.fit.lossInterval())))
        .table("Best sizes");
  }

  /** The parametric form; without rows where there were no runs to fit it to. */
  public TextTable parametric() {
    return Columns.of(
            fit.objectives().stream().filter(objective -> objective.parametric() != null).toList())
        .add("objective", ObjectiveFit::objective)
        .add("E", p("%.3f", p -> p.law().irreducible(), ParametricFit::irreducible))
        .add("ln A", "%.3f", o -> o.parametric().law().logA())
        .add("ln B", "%.3f", o -> o.parametric().law().logB())
        .add("α", p("%.3f", p -> p.law().alpha(), ParametricFit::alpha))
        .add("β", p("%.3f", p -> p.law().beta(), ParametricFit::beta))
        .add(
            "β/(α+β)",
            p("%.3f", p -> p.law().parametersExponent(), ParametricFit::parametersExponent))
        .add(
            "starts agreeing",
            o -> o.parametric().starts().agreeing() + " of " + o.parametric().starts().tried())
        .table("L(N, D) = E + A/N^α + B/D^β");
  }

  private static Function<ObjectiveFit, String> p(
      String format,
      ToDoubleFunction<ParametricFit> value,
      Function<ParametricFit, Interval> interval) {
    return objective ->
        valued(
            format,
            value.applyAsDouble(objective.parametric()),
            interval.apply(objective.parametric()));
  }

  /** Differences of exponents between every two families with laws. */
  public List<String> comparisons() {
    List<String> comparisons = new ArrayList<>();
    for (ComputeGap gap : fit.gaps()) {
      String pair = gap.other() + " less " + gap.family();
      comparisons.add(
          "loss exponent, %s: %s"
              .formatted(
                  pair, valued("%+.4f", gap.lossExponentDifference(), gap.lossExponentInterval())));
      comparisons.add(
          "size exponent, %s: %s"
              .formatted(
                  pair,
                  valued(
                      "%+.4f",
                      gap.parametersExponentDifference(), gap.parametersExponentInterval())));
    }
    return comparisons;
  }

  /**
   * All tables that have rows, then comparisons and notes, for a terminal.
   *
   * @param columns that a line of a table may have
   */
  public String toText(int columns) {
    return tables().stream()
            .map(table -> table.toText(columns) + "\n")
            .collect(Collectors.joining())
        + remarks().stream()
            .map(remark -> TextWidth.wrapped("• " + remark, columns) + "\n")
            .collect(Collectors.joining());
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
    ScalingFormTables forms = new ScalingFormTables(fit);
    List<TextTable> tables = new ArrayList<>(List.of(laws(), optima(), forms.heldOut()));
    tables.addAll(forms.gaps());
    tables.addAll(List.of(forms.predictions(), parametric(), forms.noise()));
    return tables.stream().filter(table -> !table.rows().isEmpty()).toList();
  }

  /** Comparisons, and what was left out and why. */
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>(comparisons());
    remarks.addAll(new ScalingFormTables(fit).remarks());
    remarks.addAll(fit.notes());
    return remarks;
  }

  /** Everything as JSON. */
  public String toJson() {
    return ConfigJson.write(fit);
  }

  /** Laws as comma-separated values, a line per objective and quantity. */
  public String csv() {
    return Columns.of(fitted())
        .add("objective", law -> law.objective.label())
        .add("quantity", Law::name)
        .add("log_coefficient", law -> law.fit.law().logCoefficient())
        .add("exponent", law -> law.fit.law().exponent())
        .add("bootstrap_low", end(LawFit::byBootstrap, Interval::low))
        .add("bootstrap_high", end(LawFit::byBootstrap, Interval::high))
        .add("scatter_low", end(LawFit::byScatter, Interval::low))
        .add("scatter_high", end(LawFit::byScatter, Interval::high))
        .csv();
  }

  private static Function<Law, Double> end(
      Function<LawFit, Interval> interval, Function<Interval, Double> end) {
    return law -> interval.apply(law.fit) == null ? null : end.apply(interval.apply(law.fit));
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
    figures.entrySet().parallelStream()
        .forEach(figure -> figure.getValue().write(folder.resolve(figure.getKey())));
    return List.copyOf(figures.keySet());
  }

  static String text(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  static String interval(String format, Interval interval) {
    return interval == null
        ? ""
        : "[%s, %s]".formatted(text(format, interval.low()), text(format, interval.high()));
  }

  static String valued(String format, double value, Interval interval) {
    return text(format, value) + (interval == null ? "" : " " + interval(format, interval));
  }
}
