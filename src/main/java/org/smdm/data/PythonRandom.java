package org.smdm.data;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * CPython's {@code random.Random}: a Mersenne Twister seeded by array and the derivations that the
 * reference uses, so that file orders and mixtures come out as they do there.
 */
final class PythonRandom {

  private final UniformRandomProvider twister;

  /**
   * @param seed as {@code random.seed(seed)}; its sign is ignored there too
   */
  PythonRandom(long seed) {
    long magnitude = Math.abs(seed);
    int low = (int) magnitude;
    int high = (int) (magnitude >>> 32);
    twister = RandomSource.MT.create(high == 0 ? new int[] {low} : new int[] {low, high});
  }

  /** {@code getrandbits(bits)} for 1 to 32 bits. */
  long bits(int bits) {
    return Integer.toUnsignedLong(twister.nextInt() >>> (32 - bits));
  }

  /** {@code random()}: 53 bits in [0, 1). */
  double next() {
    int high = twister.nextInt() >>> 5;
    int low = twister.nextInt() >>> 6;
    return (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0;
  }

  /** {@code randrange(bound)} for bounds below 2^32, by rejection. */
  int below(int bound) {
    int length = 32 - Integer.numberOfLeadingZeros(bound);
    long drawn = bits(length);
    while (drawn >= bound) {
      drawn = bits(length);
    }
    return (int) drawn;
  }

  /** {@code shuffle(items)}, in place. */
  <T> void shuffle(T[] items) {
    for (int i = items.length - 1; i > 0; i--) {
      int j = below(i + 1);
      T moved = items[i];
      items[i] = items[j];
      items[j] = moved;
    }
  }

  /**
   * {@code choices(range(n), weights, k=1)}.
   *
   * @param cumulative running sums of the weights
   */
  int choice(double[] cumulative) {
    double drawn = next() * cumulative[cumulative.length - 1];
    int index = 0;
    while (index < cumulative.length - 1 && drawn >= cumulative[index]) {
      index++;
    }
    return index;
  }
}
