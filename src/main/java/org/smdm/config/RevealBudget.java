package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How many tokens a step reveals, where the order is not {@link Unmasking#ANCESTRAL}. */
public enum RevealBudget {

  /**
   * Each sequence has its own number, the schedule rounded to whole tokens, so that what else is in
   * a batch does not matter.
   */
  @JsonProperty("sequence")
  SEQUENCE,

  /**
   * The reference's: ⌊masked · (1 − s/t)⌋ of all blanks of the batch together, chosen among all its
   * sequences; all that is left at the last step. Steps that reveal nothing are skipped.
   */
  @JsonProperty("batch")
  BATCH
}
