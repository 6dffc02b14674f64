package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Type of the matrix products. Weights, gradients, optimizer state, norms, softmax and losses are
 * float32 whatever it is.
 */
public enum Precision {
  /** IEEE single precision. */
  @JsonProperty("fp32")
  FP32,
  /** bfloat16, 8 bits of mantissa: the paper's mixed precision. */
  @JsonProperty("bf16")
  BF16
}
