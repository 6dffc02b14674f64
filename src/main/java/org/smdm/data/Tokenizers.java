package org.smdm.data;

import org.smdm.config.UserException;

/** Tokenizers by name. */
public final class Tokenizers {
  private Tokenizers() {}

  /** Loads a tokenizer. */
  public static Tokenizer load(String name) {
    if (name.equals("bytes")) {
      return new ByteTokenizer();
    }
    throw new UserException("tokenizer " + name + " is unknown");
  }
}
