package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How one token is drawn from its distribution. Both draw from exactly the same one. */
public enum TokenNoise {

  /** One uniform number in float64 against the cumulated probabilities. */
  @JsonProperty("inverse")
  INVERSE,

  /**
   * The Gumbel-max trick in float64, one number per id: argmax exp(logits) / (−log u)^temperature
   * (the reference's).
   */
  @JsonProperty("gumbel")
  GUMBEL
}
