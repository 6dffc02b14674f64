package org.smdm.tensor;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Named, seeded random streams: one independent generator per (purpose, indices).
 *
 * <p>A stream depends on the root seed, its purpose and its indices (step, micro-batch, …) alone,
 * never on what was drawn before. So a resumed run, another number of ranks or another device draws
 * the same numbers, and adding a consumer changes nobody else's.
 *
 * @param seed the run's root seed
 */
public record RandomStreams(long seed) {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /**
   * The generator (xoshiro256++) of one stream, at its beginning.
   *
   * @param purpose what the numbers are for, for instance {@code "mask"}
   * @param indices what distinguishes draws of one purpose, for instance step and micro-batch
   */
  public UniformRandomProvider stream(String purpose, long... indices) {
    long hash = mix(seed + GOLDEN_GAMMA);
    for (int i = 0; i < purpose.length(); i++) {
      hash = mix(hash ^ (purpose.charAt(i) * GOLDEN_GAMMA));
    }
    hash = mix(hash ^ (((long) purpose.length() << 32) | indices.length));
    for (long index : indices) {
      hash = mix(hash ^ mix(index + GOLDEN_GAMMA));
    }
    long[] state = new long[4];
    for (int i = 0; i < state.length; i++) {
      hash += GOLDEN_GAMMA;
      state[i] = mix(hash);
    }
    return RandomSource.XO_SHI_RO_256_PP.create(state);
  }

  /** The finaliser of SplitMix64: a bijection of the 64-bit words that avalanches. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
