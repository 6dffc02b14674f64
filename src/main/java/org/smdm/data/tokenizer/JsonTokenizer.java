package org.smdm.data.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import org.smdm.io.UserException;

/**
 * A published tokenizer: any HuggingFace {@code tokenizer.json}, or a byte-level {@code vocab.json}
 * with its {@code merges.txt}, run by HuggingFace's own library. Llama-2's and GPT-2's are such.
 *
 * <p>Special tokens that a text spells out, such as {@code </s>}, are text like any other.
 * Characters that the vocabulary cannot write become its unknown token, if it has one. A vocabulary
 * that marks word beginnings, as Llama-2's does, takes the space before the first word for granted:
 * decoding what follows a prompt therefore drops its first space, so decode both together. In texts
 * of such a vocabulary the sign for a space, U+2581, reads back as a space.
 */
final class JsonTokenizer implements Tokenizer {

  private final String name;
  private final int vocabSize;
  private final SpecialTokens special;
  private final String fingerprint;
  private final LiteralSpecials literal;
  private final HuggingFaceTokenizer library;

  /** With special tokens as published; opened when it is first needed. */
  private HuggingFaceTokenizer marking;

  private JsonTokenizer(
      String name, Vocabulary vocabulary, SpecialTokens special, LiteralSpecials literal) {
    this.name = name;
    this.vocabSize = vocabulary.size();
    this.special = special;
    this.fingerprint = vocabulary.fingerprint(special.endOfText());
    this.literal = literal;
    this.library = NativeTokenizer.open(literal.changed());
  }

  /**
   * Reads a tokenizer. It finds its end and begin of text in {@code tokenizer_config.json} beside
   * it, else by their well-known names.
   *
   * @param path a {@code tokenizer.json}, or a folder that holds one or {@code vocab.json} and
   *     {@code merges.txt}
   * @param ids that a model knows: added tokens beyond them are left out
   * @throws UserException if there is none of these, or none that makes sense
   */
  static JsonTokenizer read(String path, int ids) {
    TokenizerDefinition definition = TokenizerDefinition.read(path).within(ids);
    Vocabulary vocabulary = new Vocabulary(definition);
    SpecialTokens special = SpecialTokens.of(definition, vocabulary);
    Set<String> bounds = new HashSet<>();
    bounds.add(vocabulary.token(special.endOfText()));
    special.beginOfText().ifPresent(id -> bounds.add(vocabulary.token(id)));
    LiteralSpecials literal = LiteralSpecials.of(definition, bounds);
    JsonTokenizer tokenizer = new JsonTokenizer(path, vocabulary, special, literal);
    tokenizer.checkAddedTokens(definition, vocabulary);
    return tokenizer;
  }

  /** The library numbers added tokens itself and would only log that the file says otherwise. */
  private void checkAddedTokens(TokenizerDefinition definition, Vocabulary vocabulary) {
    for (String token : vocabulary.addedTokens()) {
      int declared = vocabulary.id(token).orElseThrow();
      int[] ids = encode(literal.spelling(token));
      if (ids.length == 1 && ids[0] != declared) {
        throw new UserException(
            "%s gives its added token \"%s\" the id %d where %d is next: number added tokens on from the vocabulary"
                .formatted(definition.source(), token, declared, ids[0]));
      }
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int vocabSize() {
    return vocabSize;
  }

  @Override
  public int endOfText() {
    return special.endOfText();
  }

  @Override
  public OptionalInt beginOfText() {
    return special.beginOfText();
  }

  @Override
  public int[] encode(String text) {
    return encode(text, library);
  }

  @Override
  public int[] encodeMarked(String text) {
    return encode(text, marking());
  }

  private synchronized HuggingFaceTokenizer marking() {
    if (marking == null) {
      marking = NativeTokenizer.open(literal.definition());
    }
    return marking;
  }

  private int[] encode(String text, HuggingFaceTokenizer with) {
    if (text.isEmpty()) {
      return new int[0]; // some normalizers stop the process over it
    }
    try {
      long[] ids = with.encode(WellFormedText.of(text), false, false).getIds();
      return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    } catch (RuntimeException e) {
      throw new UserException(
          "tokenizer %s cannot encode a text of %d characters (%s): use a tokenizer whose vocabulary covers it"
              .formatted(name, text.length(), NativeTokenizer.reason(e)),
          e);
    } finally {
      // The library frees its memory when this object dies, which must not happen during a call.
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public String decode(int... ids) {
    for (int id : ids) {
      TokenIds.check(id, vocabSize);
    }
    // The file may not mark them as special, so the library might print them.
    long[] printed =
        Arrays.stream(ids)
            .filter(id -> id != endOfText() && id != beginOfText().orElse(-1))
            .asLongStream()
            .toArray();
    try {
      return library.decode(printed, true);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }
}
