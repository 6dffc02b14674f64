package org.smdm.data.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.smdm.io.Excerpt;
import org.smdm.io.Json;
import org.smdm.io.LineReader;
import org.smdm.io.TextLine;
import org.smdm.io.UserException;

/**
 * The older layout of byte-level tokenizers: token ids in {@code vocab.json}, and in {@code
 * merges.txt} the merges of byte-pair encoding, one a line, the first to apply first. GPT-2 was
 * published so.
 */
final class Gpt2Layout {

  private static final String VOCABULARY = "vocab.json";
  private static final String MERGES = "merges.txt";
  private static final String VERSION_MARK = "#version";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Gpt2Layout() {}

  /** Whether a folder holds both files. */
  static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(VOCABULARY)) && Files.exists(folder.resolve(MERGES));
  }

  /**
   * The {@code tokenizer.json} that means the same.
   *
   * @param folder holds both files
   * @param config the folder's {@code tokenizer_config.json}, or a missing node
   * @throws UserException if a file cannot be read or the two do not fit each other
   */
  static ObjectNode read(Path folder, JsonNode config) {
    Path vocabularyFile = folder.resolve(VOCABULARY);
    ObjectNode vocabulary = Json.object(vocabularyFile, "the vocab.json of a model like GPT-2");
    // A missing byte would make the library drop text without a word.
    for (char character : ByteAlphabet.characters()) {
      if (!vocabulary.has(String.valueOf(character))) {
        throw new UserException(
            ("%s is no byte-level vocabulary, as it lacks the token \"%c\": give the vocab.json of"
                    + " a model like GPT-2")
                .formatted(vocabularyFile, character));
      }
    }
    ObjectNode model = JSON.objectNode();
    model.put("type", "BPE");
    model.set("vocab", vocabulary);
    model.set("merges", merges(folder.resolve(MERGES), vocabulary));

    ObjectNode tokenizer = JSON.objectNode();
    tokenizer.put("version", "1.0");
    tokenizer.set("added_tokens", specialTokens(vocabulary, config));
    tokenizer.set("pre_tokenizer", byteLevel());
    tokenizer.set("decoder", byteLevel());
    tokenizer.set("model", model);
    return tokenizer;
  }

  private static ObjectNode byteLevel() {
    return JSON.objectNode()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", true);
  }

  private static ArrayNode specialTokens(ObjectNode vocabulary, JsonNode config) {
    Set<String> names = new TreeSet<>(SpecialNames.END_OF_TEXT);
    names.addAll(SpecialNames.BEGIN_OF_TEXT);
    SpecialTokens.configured(config, SpecialTokens.END_FIELD).ifPresent(names::add);
    SpecialTokens.configured(config, SpecialTokens.BEGIN_FIELD).ifPresent(names::add);
    ArrayNode tokens = JSON.arrayNode();
    for (String name : names) {
      if (vocabulary.has(name)) {
        ObjectNode token = tokens.addObject();
        token.set("id", vocabulary.get(name));
        token.put("content", name).put("special", true);
        for (String flag : new String[] {"single_word", "lstrip", "rstrip", "normalized"}) {
          token.put(flag, false);
        }
      }
    }
    return tokens;
  }

  private static ArrayNode merges(Path file, ObjectNode vocabulary) {
    ArrayNode merges = JSON.arrayNode();
    for (TextLine raw : LineReader.all(file, "a text file of merges")) {
      String line = raw.text();
      if (line.isEmpty() || (raw.number() == 1 && line.startsWith(VERSION_MARK))) {
        continue;
      }
      String[] pair = line.split(" ", -1);
      if (pair.length != 2 || pair[0].isEmpty() || pair[1].isEmpty()) {
        throw new UserException(
            "%s is no merge: write two tokens with one space between them".formatted(raw.where()));
      }
      for (String token : new String[] {pair[0], pair[1], pair[0] + pair[1]}) {
        if (!vocabulary.has(token)) {
          throw new UserException(
              "%s needs the token %s that %s lacks: take both files from one model"
                  .formatted(raw.where(), Excerpt.quoted(token), VOCABULARY));
        }
      }
      merges.addArray().add(pair[0]).add(pair[1]);
    }
    return merges;
  }
}
