package org.smdm.eval.reversal;

import java.util.Locale;

/**
 * A prompt of the reversal test and what a model wrote behind it.
 *
 * @param prompt what was given
 * @param reference what belongs there
 * @param generation what was written
 */
public record Answered(String prompt, String reference, String generation) {

  /** Whether the reference is contained in the generation, both trimmed and in lower case. */
  public boolean isRight() {
    return plain(generation).contains(plain(reference));
  }

  /** Character BLEU of the same, which is the reference implementation's. */
  public double characterBleu() {
    return Bleu.ofCharacters(plain(reference), plain(generation));
  }

  /** Word BLEU of the same. */
  public double wordBleu() {
    return Bleu.ofWords(plain(reference), plain(generation));
  }

  private static String plain(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }
}
