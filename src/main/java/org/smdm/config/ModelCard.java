package org.smdm.config;

import org.smdm.io.Check;

/**
 * What a checkpoint of ours says about itself in its safetensors metadata.
 *
 * @param family ARM or MDM
 * @param model the transformer's shape
 * @param tokenizer what the training data was tokenized with
 * @param tokenizerFingerprint SHA-256 of the tokenizer's vocabulary
 * @param steps optimiser steps taken
 * @param tokens tokens read
 */
public record ModelCard(
    ModelFamily family,
    ModelConfig model,
    String tokenizer,
    String tokenizerFingerprint,
    long steps,
    long tokens) {

  /** Validates that every part is there. */
  public ModelCard {
    Check.present("family", family);
    Check.present("model", model);
    Check.present("tokenizer", tokenizer);
    Check.present("tokenizerFingerprint", tokenizerFingerprint);
    Check.atLeast("steps", steps, 0);
    Check.atLeast("tokens", tokens, 0);
  }
}
