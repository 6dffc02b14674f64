package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the parts of an example become one sequence of tokens. */
public enum SegmentFormat {
  /** One after the other, as sampling encodes prompts. */
  @JsonProperty("plain")
  PLAIN,
  /** Each after a begin of text of its own, also in the middle of the sequence: the reference's. */
  @JsonProperty("reference")
  REFERENCE
}
