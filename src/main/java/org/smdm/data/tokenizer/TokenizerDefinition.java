package org.smdm.data.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import org.smdm.io.Json;
import org.smdm.io.UserException;

/**
 * A tokenizer as its author published it.
 *
 * @param source file or folder that it was read from, for messages
 * @param tokenizer what {@code tokenizer.json} holds
 * @param config what {@code tokenizer_config.json} beside it holds; a missing node without one
 */
record TokenizerDefinition(Path source, ObjectNode tokenizer, JsonNode config) {

  private static final String TOKENIZER = "tokenizer.json";
  private static final String SENTENCE_PIECE = "tokenizer.model";
  private static final String CONFIG = "tokenizer_config.json";

  /**
   * Reads a file, or the folder of a released model.
   *
   * @param path a {@code tokenizer.json}, or a folder that holds one or {@code vocab.json} and
   *     {@code merges.txt}
   * @throws UserException if there is none of these or one cannot be read
   */
  static TokenizerDefinition read(String path) {
    Path given = path(path);
    if (!Files.isDirectory(given)) {
      return ofFile(given);
    }
    if (Files.exists(given.resolve(TOKENIZER))) {
      return ofFile(given.resolve(TOKENIZER));
    }
    if (Gpt2Layout.isIn(given)) {
      JsonNode config = config(given);
      return new TokenizerDefinition(given, Gpt2Layout.read(given, config), config);
    }
    if (Files.exists(given.resolve(SENTENCE_PIECE))) {
      throw sentencePiece(given.resolve(SENTENCE_PIECE));
    }
    throw new UserException(
        ("The folder %s holds neither tokenizer.json nor both vocab.json and merges.txt: add them, for"
                + " instance with save_pretrained of the Python package transformers")
            .formatted(given));
  }

  private static TokenizerDefinition ofFile(Path file) {
    if (file.endsWith(SENTENCE_PIECE)) {
      throw sentencePiece(file);
    }
    ObjectNode tokenizer = Json.object(file, "a HuggingFace tokenizer.json");
    if (!tokenizer.path("model").isObject()) {
      throw new UserException(
          ("%s is JSON but no tokenizer, as its field model is %s: give a HuggingFace"
                  + " tokenizer.json, or the folder that holds vocab.json and merges.txt")
              .formatted(file, Json.kind(tokenizer.path("model"))));
    }
    return new TokenizerDefinition(file, tokenizer, config(file.toAbsolutePath().getParent()));
  }

  /**
   * Without the added tokens that a model does not know, as of one whose embedding was not widened
   * for a token that was added later: its text is then text like any other.
   *
   * @param ids of the model
   */
  TokenizerDefinition within(int ids) {
    ObjectNode known = tokenizer.deepCopy();
    Iterator<JsonNode> added = known.path("added_tokens").elements();
    while (added.hasNext()) {
      if (added.next().path("id").asInt() >= ids) {
        added.remove();
      }
    }
    return new TokenizerDefinition(source, known, config);
  }

  private static JsonNode config(Path folder) {
    Path file = folder.resolve(CONFIG);
    return Files.exists(file)
        ? Json.object(file, "a tokenizer_config.json")
        : MissingNode.getInstance();
  }

  private static Path path(String given) {
    Path path;
    try {
      path = Path.of(given);
    } catch (InvalidPathException e) {
      throw none(given, e);
    }
    if (given.isBlank() || !Files.exists(path)) {
      throw none(given, null);
    }
    return path;
  }

  private static UserException sentencePiece(Path file) {
    return new UserException(
        ("%s is a SentencePiece model, which is not read: write a tokenizer.json beside it"
                + " (AutoTokenizer.from_pretrained(...).save_pretrained(...) of the Python package"
                + " transformers), or give one with --tokenizer (Llama's comes by ./smdm get"
                + " tinyllama-tokenizer)")
            .formatted(file));
  }

  private static UserException none(String given, Throwable cause) {
    return new UserException(
        ("There is no tokenizer at \"%s\": write \"%s\", the path of a HuggingFace tokenizer.json,"
                + " or a folder that holds one or vocab.json and merges.txt")
            .formatted(given.replace("\0", "\\0"), ByteTokenizer.NAME),
        cause);
  }
}
