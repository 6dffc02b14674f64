package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the examples of a fine-tuning run look like in their file. */
public enum ExampleTask {
  /** JSON lines of {@code prompt} and {@code completion}, encoded together. */
  @JsonProperty("prompts")
  PROMPTS,
  /** The reversal curse's {@code all_prompts_train.jsonl}: the same lines. */
  @JsonProperty("reverse")
  REVERSE,
  /** Lines {@code question||thought #### answer}, each two examples: thought, then answer. */
  @JsonProperty("gsm8k")
  GSM8K,
  /** A JSON array of conversations, of which the first round is learnt. */
  @JsonProperty("sharegpt")
  SHAREGPT
}
