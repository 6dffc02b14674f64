package org.smdm.data.tokenizer;

import org.smdm.io.UserException;

/** Tokenizers by name or path. */
public final class Tokenizers {

  private Tokenizers() {}

  /**
   * Loads a tokenizer, without the network.
   *
   * @param nameOrPath {@code bytes}; or the path of a HuggingFace {@code tokenizer.json}; or that
   *     of a folder that holds one, or {@code vocab.json} and {@code merges.txt}. A {@code
   *     tokenizer_config.json} in the same folder may name the tokens that end and begin a text
   * @throws UserException if there is no such tokenizer or it cannot be used
   */
  public static Tokenizer load(String nameOrPath) {
    return load(nameOrPath, Integer.MAX_VALUE);
  }

  /**
   * Loads the tokenizer of a model, which may have been given more tokens than the model knows:
   * those are left out, so that a text that spells one is text and nothing else.
   *
   * @param nameOrPath as {@link #load(String)}
   * @param ids that the model knows; the vocabulary itself may still have more
   * @throws UserException if there is no such tokenizer or it cannot be used
   */
  public static Tokenizer load(String nameOrPath, int ids) {
    return nameOrPath.equals(ByteTokenizer.NAME)
        ? new ByteTokenizer()
        : JsonTokenizer.read(nameOrPath, ids);
  }
}
