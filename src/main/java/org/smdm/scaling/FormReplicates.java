package org.smdm.scaling;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.smdm.tensor.RandomStreams;

/**
 * Replicates of all forms of one family, from which intervals over forms as well as noise are read:
 * a replicate has a form as often as the form has weight.
 */
final class FormReplicates {

  /** Steps through a unit interval that fill it evenly; one for each family of a pair. */
  private static final double[] STEPS = {(Math.sqrt(5) - 1) / 2, Math.sqrt(2) - 1};

  private final List<FormFit> forms;
  private final List<BestLoss[]> losses = new ArrayList<>();
  private final List<PowerLaw[]> sizes = new ArrayList<>();
  private final int count;

  /**
   * Draws.
   *
   * @param budgets FLOPs of the optima
   * @param forms fitted
   * @param lossNoise of the lowest losses about each form; null among them draws the form itself
   * @param sizeNoise of the best sizes about their law; null draws the law itself
   * @param parametric drawn already; empty without such a form
   */
  FormReplicates(
      double[] budgets,
      List<FormFit> forms,
      List<OptimaNoise> lossNoise,
      OptimaNoise sizeNoise,
      ParametricLaw[] parametric,
      FitOptions options,
      Family family) {
    this.forms = forms;
    this.count = options.resamples();
    RandomStreams streams = new RandomStreams(options.seed());
    PowerLaw[] drawnSizes =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(
                i ->
                    PowerLaw.fit(
                        budgets,
                        drawn(
                            budgets,
                            forms.get(0).sizes(),
                            sizeNoise,
                            streams,
                            "scaling-sizes-" + family.label(),
                            i)))
            .toArray(PowerLaw[]::new);
    for (int f = 0; f < forms.size(); f++) {
      FormFit form = forms.get(f);
      OptimaNoise noise = lossNoise.get(f);
      String purpose = "scaling-losses-" + form.form() + "-" + family.label();
      if (form.form() == Form.PARAMETRIC) {
        losses.add(parametric.length == 0 ? new BestLoss[] {form.law()} : parametric);
        sizes.add(
            IntStream.range(0, Math.max(1, parametric.length))
                .mapToObj(i -> parametric.length == 0 ? form.sizes() : parametric[i].sizes())
                .toArray(PowerLaw[]::new));
        continue;
      }
      losses.add(
          IntStream.range(0, count)
              .parallel()
              .mapToObj(
                  i -> {
                    double[] l = drawn(budgets, form.law(), noise, streams, purpose, i);
                    return form.form() == Form.POWER
                        ? PowerLaw.fit(budgets, l)
                        : FlooredLaw.fit(budgets, l);
                  })
              .toArray(BestLoss[]::new));
      sizes.add(drawnSizes);
    }
  }

  private static double[] drawn(
      double[] budgets,
      BestLoss law,
      OptimaNoise noise,
      RandomStreams streams,
      String purpose,
      int i) {
    double[] values =
        IntStream.range(0, budgets.length).mapToDouble(g -> law.at(budgets[g])).toArray();
    return noise == null ? values : noise.draw(values, streams.stream(purpose, i));
  }

  /** Law of the lowest loss of a replicate; side 0 or 1 of a pair. */
  BestLoss loss(int i, int side) {
    double u = (i + 0.5) * STEPS[side] % 1;
    int f = 0;
    while (f < forms.size() - 1 && u >= forms.get(f).weight()) {
      u -= forms.get(f++).weight();
    }
    return losses.get(f)[i % losses.get(f).length];
  }

  /** Law of the best size of a replicate. */
  PowerLaw size(int i, int side) {
    double u = (i + 0.5) * STEPS[side] % 1;
    int f = 0;
    while (f < forms.size() - 1 && u >= forms.get(f).sizeWeight()) {
      u -= forms.get(f++).sizeWeight();
    }
    return sizes.get(f)[i % sizes.get(f).length];
  }

  /** 95 % of what follows from a replicate. */
  Interval over(IntToDoubleFunction value) {
    return Interval.ofReplicates(IntStream.range(0, count).parallel().mapToDouble(value).toArray());
  }
}
