package org.smdm.data.tokenizer;

import java.util.List;

/** Names that published vocabularies give to the tokens that end or begin a text. */
final class SpecialNames {

  /** Ends of text, the commonest first. */
  static final List<String> END_OF_TEXT =
      List.of(
          "</s>",
          "<|endoftext|>",
          "<|end_of_text|>",
          "<eos>",
          "<|eos|>",
          "<EOS>",
          "[EOS]",
          "<end_of_text>");

  /** Begins of text, the commonest first. */
  static final List<String> BEGIN_OF_TEXT =
      List.of("<s>", "<|begin_of_text|>", "<bos>", "<|bos|>", "<BOS>", "[BOS]");

  private SpecialNames() {}
}
