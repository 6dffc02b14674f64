package org.smdm.scaling;

import java.util.Arrays;

/**
 * A power law in compute with the uncertainty of its exponent.
 *
 * @param law fitted in logarithms
 * @param byBootstrap 95 % interval of the exponent over bootstrap replicates: what the noise of
 *     single losses does to it; null when there is no noise to draw from
 * @param byScatter 95 % interval by Student's t: what the scatter of the optima around a straight
 *     line says; null with two budgets, which leave none
 * @param residuals ln y − ln ŷ of every budget
 */
public record LawFit(PowerLaw law, Interval byBootstrap, Interval byScatter, double[] residuals) {

  static LawFit of(double[] x, double[] y, PowerLaw[] replicates) {
    PowerLaw law = PowerLaw.fit(x, y);
    double[] exponents = Arrays.stream(replicates).mapToDouble(PowerLaw::exponent).toArray();
    return new LawFit(
        law, Interval.ofReplicates(exponents), law.exponentByT(x, y), law.residuals(x, y));
  }
}
