package org.smdm.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.smdm.chart.ChartAxis;
import org.smdm.chart.ChartSeries;
import org.smdm.chart.LineChart;
import org.smdm.chart.ReferenceLine;
import org.smdm.scaling.BudgetFit;
import org.smdm.scaling.ComputeGap;
import org.smdm.scaling.Family;
import org.smdm.scaling.Interval;
import org.smdm.scaling.LawFit;
import org.smdm.scaling.LossPoint;
import org.smdm.scaling.ObjectiveFit;
import org.smdm.scaling.OptimumPoint;
import org.smdm.scaling.ScalingFit;
import org.smdm.scaling.TokenCost;

/**
 * Figures of fitted scaling laws, in the manner of the paper's: IsoFLOP curves with parabolas and
 * minima, best size and lowest loss against compute, residuals.
 *
 * @param fit what was fitted
 */
public record ScalingFigures(ScalingFit fit) {

  private static final String PARAMETERS = "non-embedding parameters N";
  private static final int CURVE_POINTS = 60;

  /** Black, for what belongs to no single budget. */
  private static final int INK = 6;

  private static final int GAP_COLOUR = 2;

  /** All figures that the data allow, by file name. */
  public Map<String, LineChart> all() {
    Map<String, LineChart> figures = new LinkedHashMap<>();
    boolean hasLaws = fit.objectives().stream().anyMatch(ObjectiveFit::hasLaws);
    if (hasLaws) {
      figures.put("loss-by-flops", lossByFlops());
      figures.put("size-by-flops", sizeByFlops());
    }
    for (ObjectiveFit objective : fit.objectives()) {
      if (objective.budgets().stream().anyMatch(budget -> budget.parabola() != null)) {
        String label = objective.objective().fileName();
        figures.put("isoflop-" + label, isoFlop(objective));
        figures.put("residuals-" + label, residuals(objective));
      }
    }
    return figures;
  }

  /** Lowest loss against compute, the paper's {@code scale_loss}, with the compute gap. */
  public LineChart lossByFlops() {
    List<ChartSeries> series =
        lawSeries(
            "L", OptimumPoint::loss, ObjectiveFit::loss, ObjectiveFit.Prediction::lossInterval);
    for (ComputeGap gap : fit.gaps()) {
      if (!gap.reached().isEmpty()) {
        ComputeGap.Point first = gap.reached().get(0);
        series.add(
            ChartSeries.line(
                    "equal loss: %s compute".formatted(ScalingFormTables.factor(first)),
                    new double[] {first.budget(), first.budget() * first.chosen()},
                    new double[] {first.loss(), first.loss()})
                .inColourOf(GAP_COLOUR));
      }
    }
    return LineChart.of(
        "",
        ChartAxis.logarithmic(flops()),
        ChartAxis.logarithmic(fit.measure().toString()),
        series);
  }

  /** Best size against compute, the paper's {@code scale_para}. */
  public LineChart sizeByFlops() {
    return LineChart.of(
        "",
        ChartAxis.logarithmic(flops()),
        ChartAxis.logarithmic("best size (" + PARAMETERS + ")"),
        lawSeries(
            "N",
            OptimumPoint::parameters,
            ObjectiveFit::parameters,
            ObjectiveFit.Prediction::parametersInterval));
  }

  private List<ChartSeries> lawSeries(
      String symbol,
      ToDoubleFunction<OptimumPoint> value,
      Function<ObjectiveFit, LawFit> law,
      Function<ObjectiveFit.Prediction, Interval> interval) {
    List<ChartSeries> series = new ArrayList<>();
    for (ObjectiveFit objective : fit.objectives()) {
      if (!objective.hasLaws()) {
        continue;
      }
      List<OptimumPoint> optima =
          objective.budgets().stream().map(BudgetFit::optimum).filter(o -> o != null).toList();
      double[] c = optima.stream().mapToDouble(OptimumPoint::budget).toArray();
      int colour = colour(objective);
      LawFit fitted = law.apply(objective);
      double from = c[0];
      double to = c[c.length - 1];
      double[] x = curve(from, to);
      series.add(
          ChartSeries.line(
                  String.format(
                      Locale.ROOT,
                      "%s: %s ∝ C^%.3f",
                      objective.objective(),
                      symbol,
                      fitted.law().exponent()),
                  x,
                  Arrays.stream(x).map(fitted.law()::at).toArray())
              .dashed()
              .inColourOf(colour));
      series.addAll(band(objective, interval, colour));
      series.add(
          ChartSeries.markers("", c, optima.stream().mapToDouble(value).toArray())
              .inColourOf(colour));
    }
    return series;
  }

  /**
   * Losses of one objective against size, a colour per budget, with parabolas and their minima.
   *
   * @param objective that has runs
   */
  public LineChart isoFlop(ObjectiveFit objective) {
    List<ChartSeries> series = new ArrayList<>();
    List<OptimumPoint> minima = new ArrayList<>();
    int colour = 0;
    for (BudgetFit budget : objective.budgets()) {
      if (budget.parabola() == null) {
        continue;
      }
      double[] x = curve(budget.parabola().smallest(), budget.parabola().largest());
      series.add(
          ChartSeries.line("", x, Arrays.stream(x).map(budget.parabola()::loss).toArray())
              .dashed()
              .inColourOf(colour));
      series.add(
          ChartSeries.markers(budgetName(budget), sizes(budget), each(budget, LossPoint::loss))
              .inColourOf(colour));
      if (budget.optimum() != null) {
        minima.add(budget.optimum());
      }
      colour++;
    }
    series.add(
        ChartSeries.markers(
                "minimum",
                minima.stream().mapToDouble(OptimumPoint::parameters).toArray(),
                minima.stream().mapToDouble(OptimumPoint::loss).toArray())
            .inColourOf(INK));
    return LineChart.of(
        objective.objective().toString(),
        ChartAxis.logarithmic(PARAMETERS),
        ChartAxis.linear(fit.measure().toString()),
        series);
  }

  /**
   * What the parabolas leave, a colour per budget; and the parametric form's residuals in black.
   *
   * @param objective that has runs
   */
  public LineChart residuals(ObjectiveFit objective) {
    List<ChartSeries> series = new ArrayList<>();
    List<double[]> parametric = new ArrayList<>();
    int colour = 0;
    for (BudgetFit budget : objective.budgets()) {
      if (budget.parabola() == null) {
        continue;
      }
      series.add(
          ChartSeries.markers(budgetName(budget), sizes(budget), budget.residuals())
              .inColourOf(colour++));
      if (objective.parametric() != null) {
        for (LossPoint run : budget.runs()) {
          double fitted = objective.parametric().law().loss(run.parameters(), run.tokens());
          parametric.add(new double[] {run.parameters(), run.loss() - fitted});
        }
      }
    }
    if (!parametric.isEmpty()) {
      series.add(
          ChartSeries.markers(
                  "E + A/N^α + B/D^β",
                  parametric.stream().mapToDouble(p -> p[0]).toArray(),
                  parametric.stream().mapToDouble(p -> p[1]).toArray())
              .inColourOf(INK));
    }
    return LineChart.of(
            objective.objective() + ": loss less fitted loss",
            ChartAxis.logarithmic(PARAMETERS),
            ChartAxis.linear("residual of " + fit.measure()),
            series)
        .withReferences(List.of(new ReferenceLine("", 0)));
  }

  private String flops() {
    boolean isSix =
        fit.objectives().stream()
            .filter(ObjectiveFit::hasLaws)
            .allMatch(objective -> objective.cost().equals(TokenCost.SIX_N));
    return isSix ? "training FLOPs (6·N·D)" : "training FLOPs";
  }

  /** Both ends of what follows over forms and noise. */
  private static List<ChartSeries> band(
      ObjectiveFit objective, Function<ObjectiveFit.Prediction, Interval> interval, int colour) {
    List<ObjectiveFit.Prediction> known =
        objective.band().stream().filter(p -> interval.apply(p) != null).toList();
    double[] c = known.stream().mapToDouble(ObjectiveFit.Prediction::budget).toArray();
    return Stream.<ToDoubleFunction<Interval>>of(Interval::low, Interval::high)
        .map(end -> known.stream().map(interval).mapToDouble(end).toArray())
        .map(ends -> ChartSeries.line("", c, ends).faint().inColourOf(colour))
        .toList();
  }

  /** Blue, orange, then the others but the gap's green. */
  private int colour(ObjectiveFit objective) {
    int index = fit.objectives().indexOf(objective);
    boolean isAlone = fit.objectives().size() == 1 && objective.objective().equals(Family.MDM);
    return isAlone ? 1 : index < GAP_COLOUR ? index : index + 1;
  }

  private static String budgetName(BudgetFit budget) {
    return String.format(Locale.ROOT, "%.3g FLOPs", budget.budget()).replace("e+", "e");
  }

  private static double[] sizes(BudgetFit budget) {
    return each(budget, LossPoint::parameters);
  }

  private static double[] each(BudgetFit budget, ToDoubleFunction<LossPoint> value) {
    return budget.runs().stream().mapToDouble(value).toArray();
  }

  private static double[] curve(double from, double to) {
    double[] x = new double[CURVE_POINTS];
    Arrays.setAll(x, i -> from * Math.pow(to / from, i / (CURVE_POINTS - 1.0)));
    return x;
  }
}
