package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The two model families of the paper: one architecture, two objectives. */
public enum ModelFamily {
  /** Autoregressive model: causal attention, one embedding row per vocabulary id. */
  @JsonProperty("arm")
  ARM,
  /** Masked diffusion model: full attention, one more embedding row for the mask token. */
  @JsonProperty("mdm")
  MDM;

  /** Whether a position sees only itself and earlier ones. */
  public boolean causal() {
    return this == ARM;
  }

  /** The name in file names and JSON: {@code arm} or {@code mdm}. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
