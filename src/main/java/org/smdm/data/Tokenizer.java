package org.smdm.data;

import java.util.OptionalInt;

/**
 * Text to token ids and back. Implementations are immutable and safe for use by several threads.
 */
public interface Tokenizer {

  /** What configs and manifests call it: {@code "bytes"} or the path it was read from. */
  String name();

  /** Number of ids; every id is in {@code [0, vocabSize)}. The mask token is not among them. */
  int vocabSize();

  /** The id that ends a document and separates documents in packed data. */
  int endOfText();

  /** The id that some models expect before a text, where the tokenizer has one. */
  default OptionalInt beginOfText() {
    return OptionalInt.empty();
  }

  /**
   * Ids of a text, without special tokens around it.
   *
   * @param text any string
   */
  int[] encode(String text);

  /**
   * The text of some ids; special tokens decode to nothing, bytes that are not UTF-8 to U+FFFD.
   *
   * @param ids token ids, each in {@code [0, vocabSize)}
   */
  String decode(int... ids);

  /** SHA-256 (hexadecimal) of what defines the vocabulary: equal for tokenizers that agree. */
  String fingerprint();
}
