package org.smdm.data.packed;

import org.apache.commons.rng.RandomProviderState;
import org.apache.commons.rng.RestorableUniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The generator behind Python's {@code random.Random(seed)} for whole-number seeds: MT19937 seeded
 * by array, with the derivations of CPython 3.11's {@code random} module. Draws the same numbers in
 * the same order. Not safe for use by several threads.
 */
public final class PythonRandom {

  private final RestorableUniformRandomProvider twister;

  private PythonRandom(RestorableUniformRandomProvider twister) {
    this.twister = twister;
  }

  /**
   * What {@code random.Random(seed)} makes.
   *
   * @param seed any; Python forgets the sign
   */
  public static PythonRandom seeded(long seed) {
    long magnitude = Math.abs(seed); // of Long.MIN_VALUE: 2^63, read as unsigned below
    int low = (int) magnitude;
    int high = (int) (magnitude >>> 32);
    int[] key = high == 0 ? new int[] {low} : new int[] {low, high};
    return new PythonRandom(RandomSource.MT.create(key));
  }

  /** A generator that will draw what this one would; drawing from one leaves the other alone. */
  PythonRandom copy() {
    RandomProviderState state = twister.saveState();
    RestorableUniformRandomProvider other = RandomSource.MT.create(new int[] {0});
    other.restoreState(state);
    return new PythonRandom(other);
  }

  /** {@code random()}: a multiple of 2<sup>-53</sup> in [0, 1), from two words. */
  double random() {
    long high = getRandBits(27);
    long low = getRandBits(26);
    return ((high << 26) + low) * 0x1p-53;
  }

  /**
   * {@code getrandbits(bits)}.
   *
   * @param bits 1 to 32
   * @return the bits as an unsigned number
   */
  long getRandBits(int bits) {
    if (bits < 1 || bits > Integer.SIZE) {
      throw new IllegalArgumentException("bits " + bits);
    }
    return Integer.toUnsignedLong(twister.nextInt()) >>> (Integer.SIZE - bits);
  }

  /**
   * {@code randrange(bound)}, by drawing again until the bits are below the bound.
   *
   * @param bound at least 1
   */
  int below(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound " + bound);
    }
    // Python takes bit_length(bound), one bit more than needed where the bound is a power of two.
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(bound);
    long drawn;
    do {
      drawn = getRandBits(bits);
    } while (drawn >= bound);
    return (int) drawn;
  }

  /**
   * {@code shuffle(list(range(length)))}.
   *
   * @param length at least 0
   * @return where the element of each new position stood before
   */
  int[] shuffle(int length) {
    int[] order = Permutation.identity(length);
    for (int i = length - 1; i > 0; i--) {
      Permutation.swap(order, i, below(i + 1));
    }
    return order;
  }

  /**
   * {@code choices(range(n))[0]}, which draws otherwise than {@link #below}: a share of {@code n},
   * rounded down.
   *
   * @param n at least 1
   */
  public int choice(int n) {
    if (n < 1) {
      throw new IllegalArgumentException("choice of " + n);
    }
    return (int) (random() * n);
  }

  /**
   * {@code choices(range(n), cum_weights=cumulative)[0]}: the first position whose cumulative
   * weight exceeds a random share of the total, the last one at most.
   *
   * @param cumulative ascending sums of the weights; the last is above 0
   */
  int choice(double[] cumulative) {
    double point = random() * cumulative[cumulative.length - 1];
    int index = 0;
    while (index < cumulative.length - 1 && cumulative[index] <= point) {
      index++;
    }
    return index;
  }
}
