package org.smdm.sample;

import org.smdm.config.UserException;
import org.smdm.model.Transformer;

/** Checks that what is asked for fits the model. */
final class SequenceLength {

  private SequenceLength() {}

  static void check(Transformer model, int length) {
    if (length > model.config().blockSize()) {
      throw new UserException(
          "length is %d but the model reads at most %d tokens: write at most that"
              .formatted(length, model.config().blockSize()));
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
