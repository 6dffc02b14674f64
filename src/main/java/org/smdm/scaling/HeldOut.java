package org.smdm.scaling;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;

/**
 * How far a form misses optima that it was not fitted to: each budget is left out in turn.
 *
 * @param errors ln of predicted less ln of found, by budget, ascending; NaN where the others are
 *     too few for the form
 */
public record HeldOut(double[] errors) {

  /** Of the largest budget, as a share of what was found: an extrapolation. */
  @JsonProperty
  public double largest() {
    return Math.expm1(errors[errors.length - 1]);
  }

  /** Root of the mean square of all that are known; NaN without any. */
  @JsonProperty
  public double typical() {
    return Math.sqrt(
        Arrays.stream(errors)
            .filter(Double::isFinite)
            .map(e -> e * e)
            .average()
            .orElse(Double.NaN));
  }

  /** Whether every budget could be left out. */
  boolean isWhole() {
    return Arrays.stream(errors).allMatch(Double::isFinite);
  }
}
