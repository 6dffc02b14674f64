package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the guidance scale changes with t, the share of a sequence's blanks still masked. */
public enum GuidanceSchedule {

  /** w at every step (the paper's). */
  @JsonProperty("constant")
  CONSTANT {
    @Override
    double factor(double t) {
      return 1;
    }
  },

  /** w · t: strong while little is decided. */
  @JsonProperty("decreasing")
  DECREASING {
    @Override
    double factor(double t) {
      return t;
    }
  },

  /** w · (1 − t): weak while little is decided. */
  @JsonProperty("increasing")
  INCREASING {
    @Override
    double factor(double t) {
      return 1 - t;
    }
  };

  abstract double factor(double t);
}
