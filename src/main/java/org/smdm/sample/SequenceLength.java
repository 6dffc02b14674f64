package org.smdm.sample;

import org.smdm.config.SamplingConfig;
import org.smdm.config.UserException;
import org.smdm.model.LanguageModel;

/** Checks that what is asked for fits the model. */
final class SequenceLength {

  private SequenceLength() {}

  static void check(LanguageModel model, SamplingConfig config) {
    if (config.length() > model.blockSize()) {
      throw new UserException(
          "length is %d but the model reads at most %d tokens: write at most that"
              .formatted(config.length(), model.blockSize()));
    }
  }

  static void checkPrompt(int[] prompt, SamplingConfig config) {
    if (prompt.length >= config.length()) {
      throw new UserException(
          "the prompt has %d tokens but the whole sequence only %d: raise the length or shorten the prompt"
              .formatted(prompt.length, config.length()));
    }
  }
}
