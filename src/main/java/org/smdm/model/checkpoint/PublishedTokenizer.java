package org.smdm.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.Json;

/** The tokenizer that lies in a HuggingFace model's folder. */
final class PublishedTokenizer {

  private static final String CONFIG = "tokenizer_config.json";

  private PublishedTokenizer() {}

  /** Its name, or {@link ReadableModel#UNKNOWN} where the folder has none. */
  static String in(Path folder) {
    boolean there =
        Files.exists(folder.resolve("tokenizer.json"))
            || (Files.exists(folder.resolve("vocab.json"))
                && Files.exists(folder.resolve("merges.txt")))
            || Files.exists(folder.resolve("tokenizer.model")); // which says what to do
    return there ? folder.toString() : ReadableModel.UNKNOWN;
  }

  /**
   * The begin of text, where texts are to begin with it: when {@code tokenizer_config.json} says so
   * by {@code add_bos_token}; where it says nothing, when it is a token of its own and not the end
   * of text as well, as in vocabularies of GPT-2's kind.
   *
   * @param folder of the model
   */
  static OptionalInt firstToken(Path folder, Tokenizer tokenizer) {
    OptionalInt begin = tokenizer.beginOfText();
    Path config = folder.resolve(CONFIG);
    if (begin.isPresent() && Files.exists(config)) {
      JsonNode added = Json.object(config, "a tokenizer_config.json").path("add_bos_token");
      if (added.isBoolean()) {
        return added.booleanValue() ? begin : OptionalInt.empty();
      }
    }
    return begin.isPresent() && begin.getAsInt() == tokenizer.endOfText()
        ? OptionalInt.empty()
        : begin;
  }
}
