package org.smdm.scaling;

import java.util.Arrays;

/**
 * Power laws of bootstrap replicates, paired by index.
 *
 * @param parameters of the best size
 * @param loss of the lowest loss
 */
record LawReplicates(PowerLaw[] parameters, PowerLaw[] loss) {

  /** Of the best number of tokens, D = C / 6N. */
  PowerLaw[] tokens() {
    return Arrays.stream(parameters)
        .map(
            law ->
                new PowerLaw(
                    -Math.log(OptimumPoint.OPERATIONS) - law.logCoefficient(), 1 - law.exponent()))
        .toArray(PowerLaw[]::new);
  }
}
