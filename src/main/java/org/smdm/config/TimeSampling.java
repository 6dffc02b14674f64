package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the diffusion times of a batch are drawn. */
public enum TimeSampling {
  /** Independent and uniform, as the reference trains. */
  @JsonProperty("uniform")
  UNIFORM,
  /** One uniform offset, then evenly spaced modulo 1: lower variance, same mean. */
  @JsonProperty("low-discrepancy")
  LOW_DISCREPANCY
}
