package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The share of blanks that are still masked at time t, which runs from 1 to 0. */
public enum MaskSchedule {

  /** m(t) = t: as many tokens at every step (the paper's). */
  @JsonProperty("linear")
  LINEAR {
    @Override
    public double maskedShare(double t) {
      return t;
    }
  },

  /** m(t) = cos(π/2 · (1 − t)): few tokens at first, many at the end (MaskGIT). */
  @JsonProperty("cosine")
  COSINE {
    @Override
    public double maskedShare(double t) {
      return Math.cos(Math.PI / 2 * (1 - t));
    }
  };

  /**
   * The share that is masked.
   *
   * @param t from 0 to 1
   */
  public abstract double maskedShare(double t);
}
