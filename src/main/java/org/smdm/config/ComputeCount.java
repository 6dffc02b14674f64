package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a budget of training compute counts. */
public enum ComputeCount {
  /** Six operations per parameter without embeddings and token, as the paper and most others. */
  @JsonProperty("6nd")
  SIX_N_D,
  /** Matrices, attention and head as they are computed: {@link TokenFlops}. */
  @JsonProperty("counted")
  COUNTED;

  private static final double OPERATIONS = 6;

  /** Training FLOPs of one token. */
  public double perToken(ModelConfig shape, ObjectiveConfig objective) {
    return this == COUNTED
        ? TokenFlops.of(shape, objective).total()
        : OPERATIONS * shape.nonEmbeddingParameters();
  }

  /** As it is written in options. */
  @Override
  public String toString() {
    return this == COUNTED ? "counted" : "6nd";
  }
}
