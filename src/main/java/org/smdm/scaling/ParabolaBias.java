package org.smdm.scaling;

import java.util.List;

/**
 * What a parabola in ln N would miss of the best size and its loss if L(N, D) held without any
 * noise, for the very sizes of a budget.
 *
 * @param budget FLOPs
 * @param width largest size divided by the smallest
 * @param offCentre middle of the sizes, geometric, divided by the best size
 * @param size best size by parabola divided by that of the law, less 1; NaN without minimum
 * @param loss its loss divided by that of the law, less 1
 */
public record ParabolaBias(
    double budget, double width, double offCentre, double size, double loss) {

  static ParabolaBias of(ParametricLaw law, List<LossPoint> runs) {
    double[] parameters = runs.stream().mapToDouble(LossPoint::parameters).toArray();
    double[] losses =
        runs.stream().mapToDouble(run -> law.loss(run.parameters(), run.tokens())).toArray();
    Parabola parabola = Parabola.fit(parameters, losses);
    double budget = runs.get(0).budget();
    double best = law.optimalParameters(budget);
    return new ParabolaBias(
        budget,
        parabola.largest() / parabola.smallest(),
        Math.sqrt(parabola.largest() * parabola.smallest()) / best,
        parabola.optimalParameters() / best - 1,
        parabola.optimalLoss() / law.at(budget) - 1);
  }
}
