package org.smdm.data.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.smdm.io.UserException;

/**
 * The ids that end and begin texts.
 *
 * @param endOfText separates documents
 * @param beginOfText goes before a text, if the vocabulary has such a token
 */
record SpecialTokens(int endOfText, OptionalInt beginOfText) {

  /** Name of the end of text in {@code tokenizer_config.json}. */
  static final String END_FIELD = "eos_token";

  /** Name of the begin of text in {@code tokenizer_config.json}. */
  static final String BEGIN_FIELD = "bos_token";

  /**
   * Finds the ids by the names that {@code tokenizer_config.json} gives, else by well-known names.
   *
   * @throws UserException if nothing ends a text or a configured name is not in the vocabulary
   */
  static SpecialTokens of(TokenizerDefinition definition, Vocabulary vocabulary) {
    OptionalInt end = find(definition, vocabulary, END_FIELD, SpecialNames.END_OF_TEXT);
    if (end.isEmpty()) {
      throw new UserException(
          ("%s has no token that ends a text, such as %s: name one as %s in a"
                  + " tokenizer_config.json beside it")
              .formatted(
                  definition.source(),
                  String.join(", ", SpecialNames.END_OF_TEXT.subList(0, 3)),
                  END_FIELD));
    }
    return new SpecialTokens(
        end.getAsInt(), find(definition, vocabulary, BEGIN_FIELD, SpecialNames.BEGIN_OF_TEXT));
  }

  /**
   * The token that {@code tokenizer_config.json} names in a field, as a string or as an object with
   * its content.
   */
  static Optional<String> configured(JsonNode config, String field) {
    JsonNode value = config.path(field);
    JsonNode name = value.isObject() ? value.path("content") : value;
    return Optional.ofNullable(name.textValue());
  }

  private static OptionalInt find(
      TokenizerDefinition definition, Vocabulary vocabulary, String field, List<String> known) {
    Optional<String> configured = configured(definition.config(), field);
    if (configured.isPresent()) {
      OptionalInt id = vocabulary.id(configured.get());
      if (id.isEmpty()) {
        throw new UserException(
            "%s has no token \"%s\", which tokenizer_config.json beside it names as %s: correct the name there"
                .formatted(definition.source(), configured.get(), field));
      }
      return id;
    }
    return known.stream()
        .map(vocabulary::id)
        .filter(OptionalInt::isPresent)
        .findFirst()
        .orElse(OptionalInt.empty());
  }
}
