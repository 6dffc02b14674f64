package org.smdm.scaling;

import java.util.Arrays;

/**
 * A power law in compute with the uncertainty of its exponent.
 *
 * @param law fitted in logarithms
 * @param byBootstrap 95 % interval of the exponent over bootstrap replicates: what the noise of
 *     single losses does to it; null when there is no noise to draw from. Where optima alone are
 *     known their scatter is the noise, and it is that by scatter
 * @param byScatter 95 % interval by Student's t: what the scatter of the optima around a straight
 *     line says; null with two budgets, which leave none
 * @param residuals ln y − ln ŷ of every budget
 */
public record LawFit(PowerLaw law, Interval byBootstrap, Interval byScatter, double[] residuals) {

  /** Of a power law. */
  static final int COEFFICIENTS = 2;

  /**
   * @param replicates of the bootstrap; null where optima alone are known
   */
  static LawFit of(double[] x, double[] y, PowerLaw[] replicates) {
    PowerLaw law = PowerLaw.fit(x, y);
    double[] residuals = law.residuals(x, y);
    Interval byScatter = LawScatter.of(x, law, residuals).exponent();
    Interval byBootstrap =
        replicates == null
            ? byScatter
            : Interval.ofReplicates(
                Arrays.stream(replicates).mapToDouble(PowerLaw::exponent).toArray());
    return new LawFit(law, byBootstrap, byScatter, residuals);
  }
}
