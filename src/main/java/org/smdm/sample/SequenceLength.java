package org.smdm.sample;

import org.smdm.io.UserException;
import org.smdm.model.LanguageModel;

/** Checks that what is asked for fits the model. */
final class SequenceLength {

  private SequenceLength() {}

  static void check(LanguageModel model, int length) {
    if (length > model.blockSize()) {
      throw new UserException(
          "length is %d but the model reads at most %d tokens: write at most that"
              .formatted(length, model.blockSize()));
    }
  }

  static void checkPrompt(int prompt, int length) {
    if (prompt >= length) {
      throw new UserException(
          "the prompt has %d tokens but the whole sequence only %d: raise the length or shorten the prompt"
              .formatted(prompt, length));
    }
  }
}
