package org.smdm.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.smdm.io.Check;

/**
 * Keys and values that a masked diffusion model does not compute anew at every step. In a
 * bidirectional model they change with every token that is revealed, so this is an approximation;
 * at the first step of each block everything is computed.
 *
 * @param mode which positions are taken from the cache
 * @param refresh everything is computed again after so many steps within a block; 0 for only at its
 *     beginning, 1 is exact
 */
public record CacheConfig(
    @Setting(
            name = "cache",
            value = "Keys and values kept within a block, none being exact",
            usual = "none")
        Mode mode,
    @Setting(
            name = "cacheRefresh",
            value = "Steps of a block after which the cache is computed anew; 0: never",
            usual = "0")
        int refresh) {

  /** Which positions keep the keys and values of the last whole step. */
  public enum Mode {
    /** None: exact. */
    @JsonProperty("none")
    NONE,

    /** Those before the block. */
    @JsonProperty("prefix")
    PREFIX,

    /** All outside the block ("dual cache"). */
    @JsonProperty("dual")
    DUAL
  }

  /** Exact sampling. */
  public static final CacheConfig NONE = new CacheConfig(Mode.NONE, 0);

  /** Validates the ranges. */
  public CacheConfig {
    Check.present("cache mode", mode);
    Check.atLeast("cache refresh", refresh, 0);
  }

  /** Whether anything is cached. */
  @JsonIgnore
  public boolean isOn() {
    return mode != Mode.NONE;
  }
}
