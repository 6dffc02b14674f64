package org.smdm.data.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Small tokenizers written for these tests. {@code tokenizer.json} works as Llama-2's does: a space
 * before every text, byte pieces for unknown characters, and {@code <s>} before the text unless the
 * caller declines. It also asks for truncation to 4 tokens, padding to 8 and a dropout of one half,
 * none of which may have an effect.
 */
final class TokenizerFixture {

  static final int VOCAB_SIZE = 308;
  static final int BEGIN = 1;
  static final int END = 2;
  static final int USER = 307;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private TokenizerFixture() {}

  static Path file() {
    try {
      return Path.of(TokenizerFixture.class.getResource("/tokenizer/tokenizer.json").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The fixture's content, to be changed at will. */
  static ObjectNode tree() {
    try {
      return (ObjectNode) MAPPER.readTree(file().toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static Path write(Path folder, String name, JsonNode content) {
    return write(folder, name, content.toString());
  }

  static Path write(Path folder, String name, String content) {
    try {
      return Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A byte-level vocabulary: 256 bytes, some merges, and an end of text. */
  static ObjectNode byteLevelVocabulary(List<String> merges) {
    ObjectNode vocabulary = object();
    for (char character : ByteAlphabet.characters()) {
      vocabulary.put(String.valueOf(character), vocabulary.size());
    }
    for (String merge : merges) {
      vocabulary.put(merge.replace(" ", ""), vocabulary.size());
    }
    return vocabulary.put("<|endoftext|>", vocabulary.size());
  }
}
