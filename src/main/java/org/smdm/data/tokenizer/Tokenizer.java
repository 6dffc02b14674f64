package org.smdm.data.tokenizer;

import java.util.Arrays;
import java.util.OptionalInt;

/** Text to token ids and back. Implementations are immutable and safe for several threads. */
public interface Tokenizer {

  /** What configs and manifests call it: {@code "bytes"} or the path it was read from. */
  String name();

  /** Number of ids; every id is in {@code [0, vocabSize)}. The mask token is not among them. */
  int vocabSize();

  /** The id that ends a document and separates documents in packed data. */
  int endOfText();

  /** The id that models of this vocabulary expect before a text, if they expect one. */
  default OptionalInt beginOfText() {
    return OptionalInt.empty();
  }

  /**
   * Ids of a text, without special tokens around it or in it: {@code </s>} that a text spells is
   * text. A surrogate without its partner, which no UTF-8 can hold, counts as U+FFFD.
   *
   * @param text any string
   * @return its ids, each in {@code [0, vocabSize)}
   * @throws org.smdm.io.UserException if the vocabulary has no way to write the text
   */
  int[] encode(String text);

  /**
   * As {@link #encode}, but special tokens that the text spells become these tokens, as
   * HuggingFace's tokenizers and so lm-evaluation-harness read it.
   *
   * @param text any string
   * @return its ids, each in {@code [0, vocabSize)}
   * @throws org.smdm.io.UserException if the vocabulary has no way to write the text
   */
  default int[] encodeMarked(String text) {
    return encode(text);
  }

  /**
   * The text of some ids; special tokens decode to nothing, bytes that are not UTF-8 to U+FFFD.
   *
   * @param ids token ids, each in {@code [0, vocabSize)}
   * @throws IllegalArgumentException if an id is outside {@code [0, vocabSize)}
   */
  String decode(int... ids);

  /**
   * The text of ids from a place on, up to the first end of text.
   *
   * @param ids token ids, each in {@code [0, vocabSize)}
   * @param from where it begins
   */
  default String decodeToEnd(int[] ids, int from) {
    int end = from;
    while (end < ids.length && ids[end] != endOfText()) {
      end++;
    }
    return decode(Arrays.copyOfRange(ids, from, end));
  }

  /**
   * SHA-256 (64 hexadecimal digits) of what defines the vocabulary: equal for tokenizers that give
   * every id the same meaning, whatever they are called and wherever they were read from.
   */
  String fingerprint();
}
