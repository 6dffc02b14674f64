package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Which blanks a masked diffusion model fills first.
 *
 * <p>The first three do not look at the model's logits, so that a step needs the logits of the
 * tokens it reveals alone; the others need those of every blank.
 */
public enum Unmasking {

  /**
   * Each blank is revealed at a step from t to s with probability 1 − m(s)/m(t): the reverse
   * process itself (paper section 2.1, reference {@code alg='origin'}).
   */
  @JsonProperty("ancestral")
  ANCESTRAL(false),

  /** A random order, with even numbers per step. */
  @JsonProperty("random")
  RANDOM(false),

  /** From left to right. */
  @JsonProperty("left-to-right")
  LEFT_TO_RIGHT(false),

  /** The most probable drawn token first (reference {@code alg='greddy'}, MaskGIT, LLaDA). */
  @JsonProperty("confidence")
  CONFIDENCE(true),

  /** First where the most probable token is furthest ahead of the second. */
  @JsonProperty("margin")
  MARGIN(true),

  /** First where the model's distribution has the least entropy. */
  @JsonProperty("entropy")
  ENTROPY(true);

  private final boolean readsLogits;

  Unmasking(boolean readsLogits) {
    this.readsLogits = readsLogits;
  }

  /** Whether the order depends on the model's logits. */
  public boolean readsLogits() {
    return readsLogits;
  }
}
