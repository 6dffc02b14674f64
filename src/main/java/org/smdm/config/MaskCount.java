package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How many tokens of a sequence are masked at a time t. */
public enum MaskCount {
  /** Each token independently with probability p(t), as the reference trains. */
  @JsonProperty("bernoulli")
  BERNOULLI,
  /**
   * Exactly l = 1 + ⌊t·L⌋ of L tokens, in random places; p is l / L then. The number varies less,
   * and the bound is the exact any-order likelihood (as LLaDA evaluates).
   */
  @JsonProperty("stratified")
  STRATIFIED
}
