package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How finely the rotary tables are stored; both are used as float32 factors. */
public enum RopePrecision {
  /** Full float32 tables: the default of new models. */
  @JsonProperty("fp32")
  FP32,
  /** Tables rounded to bfloat16, as the released SMDM weights were trained with. */
  @JsonProperty("bf16")
  BF16
}
