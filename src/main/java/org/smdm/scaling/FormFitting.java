package org.smdm.scaling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Fits all forms to the budgets of one family, and leaves each budget out in turn. */
final class FormFitting {

  /** Budgets without which nothing can be held out that tells forms apart. */
  private static final int FEWEST_HELD_OUT = 4;

  /** Below rounding: forms that all fit perfectly weigh alike. */
  private static final double NOTHING = 1e-20;

  private final List<LossPoint> runs;
  private final List<OptimumPoint> optima;
  private final Optional<ParametricSearch.Found> parametric;

  /**
   * @param runs all of the family; empty where optima alone are known
   * @param optima of budgets, ascending, at least two
   * @param parametric fitted to the runs
   */
  FormFitting(
      List<LossPoint> runs,
      List<OptimumPoint> optima,
      Optional<ParametricSearch.Found> parametric) {
    this.runs = runs;
    this.optima = optima;
    this.parametric = parametric;
  }

  /** All forms that the data allow. */
  List<FormFit> all() {
    List<FormFit> forms = new ArrayList<>();
    PowerLaw sizes = power(optima, OptimumPoint::parameters);
    HeldOut size = sizes(without(2, o -> power(o, OptimumPoint::parameters)));
    forms.add(
        new FormFit(
            Form.POWER,
            power(optima, OptimumPoint::loss),
            sizes,
            losses(without(2, o -> power(o, OptimumPoint::loss))),
            size,
            0,
            0));
    if (optima.size() > FlooredLaw.FEWEST) {
      HeldOut loss = losses(without(FlooredLaw.FEWEST, FormFitting::floored));
      forms.add(new FormFit(Form.FLOORED, floored(optima), sizes, loss, size, 0, 0));
    }
    parametric.ifPresent(
        found -> {
          List<ParametricLaw> held = withoutRuns(found);
          ParametricLaw law = found.fit().law();
          HeldOut own = sizes(held.stream().map(l -> l == null ? null : l.sizes()).toList());
          forms.add(new FormFit(Form.PARAMETRIC, law, law.sizes(), losses(held), own, 0, 0));
        });
    return weighted(forms);
  }

  private static PowerLaw power(List<OptimumPoint> optima, ToDoubleFunction<OptimumPoint> value) {
    return PowerLaw.fit(budgets(optima), optima.stream().mapToDouble(value).toArray());
  }

  /** Variance of optima about their power law, in logarithms. */
  private double scatter(ToDoubleFunction<OptimumPoint> value) {
    double[] y = optima.stream().mapToDouble(value).toArray();
    double[] residuals = power(optima, value).residuals(budgets(optima), y);
    double squares = Arrays.stream(residuals).map(r -> r * r).sum();
    return squares / Math.max(1, y.length - LawFit.COEFFICIENTS) + NOTHING;
  }

  private static FlooredLaw floored(List<OptimumPoint> optima) {
    return FlooredLaw.fit(
        budgets(optima), optima.stream().mapToDouble(OptimumPoint::loss).toArray());
  }

  private static double[] budgets(List<OptimumPoint> optima) {
    return optima.stream().mapToDouble(OptimumPoint::budget).toArray();
  }

  /** A law without each budget; null where the others are fewer than it needs. */
  private <T> List<T> without(int fewest, Function<List<OptimumPoint>, T> fit) {
    List<T> laws = new ArrayList<>();
    for (OptimumPoint left : optima) {
      List<OptimumPoint> others = optima.stream().filter(o -> o.budget() != left.budget()).toList();
      laws.add(others.size() < fewest ? null : fit.apply(others));
    }
    return laws;
  }

  private List<ParametricLaw> withoutRuns(ParametricSearch.Found found) {
    List<List<LossPoint>> others =
        optima.stream()
            .map(left -> runs.stream().filter(run -> run.budget() != left.budget()).toList())
            .toList();
    List<Optional<ParametricLaw>> laws = others.parallelStream().map(found::again).toList();
    List<ParametricLaw> held = new ArrayList<>();
    laws.forEach(law -> held.add(law.orElse(null)));
    return held;
  }

  private HeldOut losses(List<? extends BestLoss> laws) {
    return errors(laws, OptimumPoint::loss);
  }

  private HeldOut sizes(List<PowerLaw> laws) {
    return errors(laws, OptimumPoint::parameters);
  }

  private HeldOut errors(List<? extends BestLoss> laws, ToDoubleFunction<OptimumPoint> found) {
    double[] errors = new double[optima.size()];
    for (int i = 0; i < errors.length; i++) {
      OptimumPoint left = optima.get(i);
      errors[i] =
          laws.get(i) == null
              ? Double.NaN
              : Math.log(laws.get(i).at(left.budget())) - Math.log(found.applyAsDouble(left));
    }
    return new HeldOut(errors);
  }

  private List<FormFit> weighted(List<FormFit> forms) {
    double[] loss =
        weights(forms.stream().map(FormFit::loss).toList(), scatter(OptimumPoint::loss));
    List<FormFit> sized = forms.stream().filter(f -> f.form() != Form.FLOORED).toList();
    double[] size =
        weights(sized.stream().map(FormFit::size).toList(), scatter(OptimumPoint::parameters));
    List<FormFit> weighted = new ArrayList<>();
    for (int i = 0; i < loss.length; i++) {
      FormFit fit = forms.get(i);
      int at = sized.indexOf(fit);
      weighted.add(
          new FormFit(
              fit.form(),
              fit.law(),
              fit.sizes(),
              fit.loss(),
              fit.size(),
              loss[i],
              at < 0 ? 0 : size[at]));
    }
    return weighted;
  }

  /**
   * Inverse to the square of: the mean squared error and the optima's own scatter, below which it
   * tells nothing; none for a form that cannot do without some budget; alike where too little can
   * be left out.
   */
  private double[] weights(List<HeldOut> held, double scatter) {
    boolean isKnown = optima.size() >= FEWEST_HELD_OUT && held.stream().anyMatch(HeldOut::isWhole);
    double[] weights =
        held.stream()
            .mapToDouble(
                errors ->
                    !isKnown
                        ? 1
                        : errors.isWhole()
                            ? Math.pow(Math.pow(errors.typical(), 2) + scatter, -2)
                            : 0)
            .toArray();
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(w -> w / sum).toArray();
  }
}
