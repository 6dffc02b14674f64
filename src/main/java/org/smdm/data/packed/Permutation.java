package org.smdm.data.packed;

/** Orders of {@code 0 … n-1} as the shuffles of other languages leave them. */
final class Permutation {

  private Permutation() {}

  /** {@code 0 … length-1} in ascending order. */
  static int[] identity(int length) {
    int[] order = new int[length];
    for (int i = 0; i < length; i++) {
      order[i] = i;
    }
    return order;
  }

  static void swap(int[] order, int i, int j) {
    int held = order[i];
    order[i] = order[j];
    order[j] = held;
  }
}
