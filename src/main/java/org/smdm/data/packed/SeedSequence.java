package org.smdm.data.packed;

/**
 * numpy's {@code SeedSequence} for one whole number of entropy: spreads a seed over a pool of four
 * 32-bit words, from which any amount of state is made. After M. O'Neill's {@code seed_seq_fe}.
 */
final class SeedSequence {

  private static final int POOL = 4;
  private static final int INIT_A = 0x43b0d7e5;
  private static final int MULT_A = 0x931e8875;
  private static final int INIT_B = 0x8b51f9dd;
  private static final int MULT_B = 0x58f38ded;
  private static final int MIX_LEFT = 0xca01f9dd;
  private static final int MIX_RIGHT = 0x4973f715;

  private final int[] pool = new int[POOL];
  private int hashConstant = INIT_A;

  /**
   * @param entropy the seed, at least 0
   */
  SeedSequence(long entropy) {
    if (entropy < 0) {
      throw new IllegalArgumentException("entropy " + entropy);
    }
    for (int i = 0; i < POOL; i++) {
      pool[i] = hash(i == 0 ? (int) entropy : i == 1 ? (int) (entropy >>> 32) : 0);
    }
    for (int from = 0; from < POOL; from++) {
      for (int to = 0; to < POOL; to++) {
        if (from != to) {
          pool[to] = fold(MIX_LEFT * pool[to] - MIX_RIGHT * hash(pool[from]));
        }
      }
    }
  }

  /**
   * {@code generate_state(words, np.uint64)}.
   *
   * @param words how many 64-bit words, at least 0
   */
  long[] state(int words) {
    long[] state = new long[words];
    int constant = INIT_B;
    for (int i = 0; i < 2 * words; i++) {
      int word = pool[i % POOL] ^ constant;
      constant *= MULT_B;
      word = fold(word * constant);
      state[i / 2] |= Integer.toUnsignedLong(word) << (Integer.SIZE * (i % 2));
    }
    return state;
  }

  private int hash(int value) {
    int mixed = value ^ hashConstant;
    hashConstant *= MULT_A;
    return fold(mixed * hashConstant);
  }

  private static int fold(int value) {
    return value ^ (value >>> 16);
  }
}
