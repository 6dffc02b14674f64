package org.smdm.scaling;

import java.util.Arrays;

/**
 * Power laws of bootstrap replicates, paired by index.
 *
 * @param parameters of the best size
 * @param loss of the lowest loss
 * @param cost of a token
 */
record LawReplicates(PowerLaw[] parameters, PowerLaw[] loss, TokenCost cost) {

  /** Of the best number of tokens, D = C / cost of a token. */
  PowerLaw[] tokens() {
    return Arrays.stream(parameters)
        .map(
            law ->
                new PowerLaw(
                    -Math.log(cost.factor()) - cost.exponent() * law.logCoefficient(),
                    1 - cost.exponent() * law.exponent()))
        .toArray(PowerLaw[]::new);
  }
}
