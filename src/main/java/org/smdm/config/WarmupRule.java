package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How many steps the learning rate takes to reach its peak. */
public enum WarmupRule {
  /** 1% of the steps but at least 100, as the reference: runs under 100 steps never peak. */
  @JsonProperty("reference")
  REFERENCE,
  /** The same but at most 10% of the steps, so that short runs peak too. */
  @JsonProperty("scaled")
  SCALED,
  /** 1% of the steps, as the reference fine-tunes. */
  @JsonProperty("percent")
  PERCENT;

  /**
   * Warm-up length in optimiser steps.
   *
   * @param steps length of the run in optimiser steps
   */
  public long warmupSteps(long steps) {
    if (this == PERCENT) {
      return steps / 100;
    }
    long reference = Math.max(100, steps / 100);
    return this == REFERENCE ? reference : Math.min(reference, Math.max(1, steps / 10));
  }
}
