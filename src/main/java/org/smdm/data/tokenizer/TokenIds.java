package org.smdm.data.tokenizer;

/** The range check of token ids. */
final class TokenIds {

  private TokenIds() {}

  /**
   * Checks {@code 0 ≤ id < vocabSize}.
   *
   * @throws IllegalArgumentException if it does not hold
   */
  static void check(int id, int vocabSize) {
    if (id < 0 || id >= vocabSize) {
      throw new IllegalArgumentException(
          "token id " + id + " is outside the vocabulary [0, " + vocabSize + ")");
    }
  }
}
