package org.smdm.data.packed;

/**
 * The generator of numpy's {@code default_rng(seed)}: PCG64 (128-bit congruential state, XSL-RR
 * output) behind {@code Generator.permutation} and {@code Generator.integers}. Draws the same
 * numbers in the same order as numpy 1.17 and later. Not safe for use by several threads.
 */
final class NumpyGenerator {

  private static final long MULTIPLIER_HIGH = 0x2360ED051FC65DA4L;
  private static final long MULTIPLIER_LOW = 0x4385DF649FCCF645L;
  private static final long WORD = 0xFFFFFFFFL;

  private final long incrementHigh;
  private final long incrementLow;
  private long high;
  private long low;

  /** Upper half of a 64-bit draw whose lower half was given out, kept for the next 32-bit draw. */
  private int spare;

  private boolean hasSpare;

  private NumpyGenerator(long incrementHigh, long incrementLow) {
    this.incrementHigh = incrementHigh;
    this.incrementLow = incrementLow;
  }

  /**
   * What {@code np.random.default_rng(seed)} makes.
   *
   * @param seed at least 0, as numpy demands
   */
  static NumpyGenerator seeded(long seed) {
    long[] words = new SeedSequence(seed).state(4);
    NumpyGenerator generator =
        new NumpyGenerator((words[2] << 1) | (words[3] >>> 63), (words[3] << 1) | 1);
    generator.step();
    generator.add(words[0], words[1]);
    generator.step();
    return generator;
  }

  /** A generator that will draw what this one would; drawing from one leaves the other alone. */
  NumpyGenerator copy() {
    NumpyGenerator other = new NumpyGenerator(incrementHigh, incrementLow);
    other.high = high;
    other.low = low;
    other.spare = spare;
    other.hasSpare = hasSpare;
    return other;
  }

  /** {@code bit_generator.random_raw()}: 64 random bits. */
  long nextLong() {
    step();
    return Long.rotateRight(high ^ low, (int) (high >>> 58));
  }

  /** 32 random bits; two of these use up one {@link #nextLong()}, its lower half first. */
  int nextInt() {
    if (hasSpare) {
      hasSpare = false;
      return spare;
    }
    long word = nextLong();
    spare = (int) (word >>> 32);
    hasSpare = true;
    return (int) word;
  }

  /**
   * {@code integers(bound)}: uniform in {@code [0, bound)} by Lemire's multiplication method.
   *
   * @param bound at least 1; 1 draws nothing
   */
  int below(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound " + bound);
    }
    if (bound == 1) {
      return 0;
    }
    long product = Integer.toUnsignedLong(nextInt()) * bound;
    if ((product & WORD) < bound) {
      long threshold = (WORD + 1 - bound) % bound;
      while ((product & WORD) < threshold) {
        product = Integer.toUnsignedLong(nextInt()) * bound;
      }
    }
    return (int) (product >>> 32);
  }

  /**
   * {@code permutation(length)}.
   *
   * @param length at least 0
   */
  int[] permutation(int length) {
    int[] order = Permutation.identity(length);
    for (int i = length - 1; i > 0; i--) {
      Permutation.swap(order, i, atMost(i));
    }
    return order;
  }

  /**
   * Shuffling draws otherwise than {@link #below}: the bits needed, again while above the limit.
   */
  private int atMost(int limit) {
    int mask = -1 >>> Integer.numberOfLeadingZeros(limit);
    int drawn;
    do {
      drawn = nextInt() & mask;
    } while (drawn > limit);
    return drawn;
  }

  private void step() {
    long carried =
        Math.multiplyHigh(low, MULTIPLIER_LOW)
            + ((low >> 63) & MULTIPLIER_LOW)
            + ((MULTIPLIER_LOW >> 63) & low);
    high = high * MULTIPLIER_LOW + low * MULTIPLIER_HIGH + carried;
    low *= MULTIPLIER_LOW;
    add(incrementHigh, incrementLow);
  }

  private void add(long addHigh, long addLow) {
    low += addLow;
    high += addHigh + (Long.compareUnsigned(low, addLow) < 0 ? 1 : 0);
  }
}
