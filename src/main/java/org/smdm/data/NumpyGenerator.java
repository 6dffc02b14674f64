package org.smdm.data;

/**
 * NumPy's {@code default_rng(seed)}: a PCG64 (XSL-RR) generator seeded through {@code
 * SeedSequence}, with bounded integers by Lemire's method and permutations by masked rejection, so
 * that both permutations come out as they do there.
 */
final class NumpyGenerator {

  private static final long MULTIPLIER_HIGH = 0x2360ED051FC65DA4L;
  private static final long MULTIPLIER_LOW = 0x4385DF649FCCF645L;

  private long high;
  private long low;
  private final long incrementHigh;
  private final long incrementLow;

  /** The upper half of a 64-bit draw whose lower half was given out, or -1. */
  private long buffered = -1;

  NumpyGenerator(long seed) {
    long[] words = seedSequence(seed);
    incrementHigh = (words[2] << 1) | (words[3] >>> 63);
    incrementLow = (words[3] << 1) | 1;
    step();
    long sum = low + words[1];
    high += words[0] + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
    low = sum;
    step();
  }

  private NumpyGenerator(NumpyGenerator other) {
    high = other.high;
    low = other.low;
    incrementHigh = other.incrementHigh;
    incrementLow = other.incrementLow;
    buffered = other.buffered;
  }

  /** A generator that will draw the same numbers. */
  NumpyGenerator copy() {
    return new NumpyGenerator(this);
  }

  /** The next raw 64 bits. */
  long nextLong() {
    step();
    return Long.rotateRight(high ^ low, (int) (high >>> 58));
  }

  /** A uniform whole number in [0, bound), as {@code integers(bound)}. */
  long below(long bound) {
    if (bound <= 1) {
      return 0;
    }
    if (bound > 0xFFFF_FFFFL) {
      throw new IllegalArgumentException("bounds above 2^32 - 1 are not needed: " + bound);
    }
    long product = next32() * bound;
    long leftover = product & 0xFFFF_FFFFL;
    if (leftover < bound) {
      long threshold = (0x1_0000_0000L - bound) % bound;
      while (leftover < threshold) {
        product = next32() * bound;
        leftover = product & 0xFFFF_FFFFL;
      }
    }
    return product >>> 32;
  }

  /** {@code permutation(n)}. */
  int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      int j = upTo(i);
      int moved = order[i];
      order[i] = order[j];
      order[j] = moved;
    }
    return order;
  }

  /** A uniform whole number in [0, max], by masked rejection as NumPy's shuffle draws. */
  private int upTo(int max) {
    long mask = (Long.highestOneBit(max) << 1) - 1;
    long drawn = next32() & mask;
    while (drawn > max) {
      drawn = next32() & mask;
    }
    return (int) drawn;
  }

  private long next32() {
    if (buffered >= 0) {
      long half = buffered;
      buffered = -1;
      return half;
    }
    long drawn = nextLong();
    buffered = drawn >>> 32;
    return drawn & 0xFFFF_FFFFL;
  }

  /** state = state · multiplier + increment, modulo 2^128. */
  private void step() {
    long productLow = low * MULTIPLIER_LOW;
    long productHigh =
        unsignedMultiplyHigh(low, MULTIPLIER_LOW) + high * MULTIPLIER_LOW + low * MULTIPLIER_HIGH;
    low = productLow + incrementLow;
    high = productHigh + incrementHigh + (Long.compareUnsigned(low, productLow) < 0 ? 1 : 0);
  }

  /** {@code Math.unsignedMultiplyHigh}, which came with Java 18. */
  private static long unsignedMultiplyHigh(long x, long y) {
    return Math.multiplyHigh(x, y) + ((x >> 63) & y) + ((y >> 63) & x);
  }

  /** {@code SeedSequence(seed).generate_state(4, uint64)}. */
  static long[] seedSequence(long seed) {
    if (seed < 0) {
      throw new IllegalArgumentException("NumPy takes no negative seed: " + seed);
    }
    int[] entropy = {(int) seed, (int) (seed >>> 32), 0, 0};
    int[] pool = new int[4];
    int hash = 0x43b0d7e5;
    for (int i = 0; i < 4; i++) {
      int mixed = entropy[i] ^ hash;
      hash *= 0x931e8875;
      mixed *= hash;
      pool[i] = mixed ^ (mixed >>> 16);
    }
    for (int from = 0; from < 4; from++) {
      for (int to = 0; to < 4; to++) {
        if (from != to) {
          int mixed = pool[from] ^ hash;
          hash *= 0x931e8875;
          mixed *= hash;
          mixed ^= mixed >>> 16;
          int merged = 0xca01f9dd * pool[to] - 0x4973f715 * mixed;
          pool[to] = merged ^ (merged >>> 16);
        }
      }
    }
    long[] state = new long[4];
    hash = 0x8b51f9dd;
    for (int i = 0; i < 8; i++) {
      int word = pool[i % 4] ^ hash;
      hash *= 0x58f38ded;
      word *= hash;
      word ^= word >>> 16;
      state[i / 2] |= Integer.toUnsignedLong(word) << (i % 2 * 32);
    }
    return state;
  }
}
