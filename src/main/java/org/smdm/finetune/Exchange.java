package org.smdm.finetune;

import java.util.List;

/**
 * A prompt and the answer to it, as text.
 *
 * @param promptParts what is given, encoded part by part
 * @param answer what is learnt
 * @param isJoined whether prompt and answer are one text, to be encoded as such: the answer then
 *     says itself whether a space goes between
 */
public record Exchange(List<String> promptParts, String answer, boolean isJoined) {

  /** Copies the list. */
  public Exchange {
    promptParts = List.copyOf(promptParts);
  }

  /** Encoded one by one. */
  static Exchange of(String prompt, String answer) {
    return new Exchange(List.of(prompt), answer, false);
  }

  /** Encoded as one text. */
  static Exchange joined(String prompt, String completion) {
    return new Exchange(List.of(prompt), completion, true);
  }
}
