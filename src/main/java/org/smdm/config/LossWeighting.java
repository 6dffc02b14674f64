package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a masked token's cross-entropy counts in the MDM's training loss; p is its mask ratio. */
public enum LossWeighting {
  /** 1 / p: the Monte-Carlo sample of the likelihood bound, as the paper trains. */
  @JsonProperty("bound")
  BOUND,
  /** 2 whatever p, so that a fresh model has the same loss: lower variance, not a bound. */
  @JsonProperty("uniform")
  UNIFORM
}
