package org.smdm.data;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.smdm.config.UserException;

/**
 * A HuggingFace {@code tokenizer.json}, run by the tokenizers library itself. Nothing is truncated,
 * padded or added. It lives as long as the process.
 */
final class JsonTokenizer implements Tokenizer {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /** What well-known families call the token that ends a text, the commonest first. */
  private static final List<String> END_OF_TEXT =
      List.of("</s>", "<|endoftext|>", "<|end_of_text|>", "<eos>", "<|eot_id|>", "[SEP]");

  private final String name;
  private final HuggingFaceTokenizer tokenizer;
  private final int vocabSize;
  private final int endOfText;
  private final OptionalInt beginOfText;
  private final String fingerprint;

  /**
   * @param name what the user gave
   * @param json content of {@code tokenizer.json}
   * @param config content of {@code tokenizer_config.json}, or null
   * @throws UserException when the JSON is no tokenizer or has no end-of-text token
   */
  JsonTokenizer(String name, String json, String config) {
    this.name = name;
    JsonNode tree = parse(name, json);
    JsonNode vocabulary = tree.path("model").path("vocab");
    if (vocabulary.isEmpty()) {
      throw notATokenizer(name, "it has no model.vocab");
    }
    this.vocabSize = vocabSize(tree);
    this.endOfText = endOfText(name, tree, config == null ? null : parse(name, config));
    this.beginOfText = special(tree, List.of("<s>", "<|begin_of_text|>", "<bos>"));
    this.fingerprint = fingerprint(tree);
    try {
      this.tokenizer =
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
              Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
    } catch (IOException | RuntimeException e) {
      throw notATokenizer(name, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private static JsonNode parse(String name, String json) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      if (tree == null || !tree.isObject()) {
        throw notATokenizer(name, "it is no JSON object");
      }
      return tree;
    } catch (JsonProcessingException e) {
      throw notATokenizer(name, "line %d is no JSON".formatted(e.getLocation().getLineNr()));
    }
  }

  private static UserException notATokenizer(String name, String why) {
    return new UserException(
        "%s is not a HuggingFace tokenizer (%s): give the tokenizer.json of the model"
            .formatted(name, why));
  }

  /** One more than the largest id of vocabulary and added tokens. */
  private static int vocabSize(JsonNode tree) {
    int largest = -1;
    JsonNode vocabulary = tree.path("model").path("vocab");
    if (vocabulary.isArray()) {
      // Unigram models list [piece, score] in the order of the ids.
      largest = vocabulary.size() - 1;
    } else {
      for (JsonNode id : vocabulary) {
        largest = Math.max(largest, id.intValue());
      }
    }
    for (JsonNode token : tree.path("added_tokens")) {
      largest = Math.max(largest, token.path("id").intValue());
    }
    return largest + 1;
  }

  private static int endOfText(String name, JsonNode tree, JsonNode config) {
    if (config != null) {
      JsonNode eos = config.path("eos_token");
      String text = eos.isObject() ? eos.path("content").asText() : eos.asText("");
      OptionalInt id = special(tree, List.of(text));
      if (id.isPresent()) {
        return id.getAsInt();
      }
    }
    return special(tree, END_OF_TEXT)
        .orElseThrow(
            () ->
                new UserException(
                    name
                        + " names no token that ends a text: put a tokenizer_config.json with an"
                        + " eos_token beside it"));
  }

  /** Id of the first of some special tokens that the tokenizer has. */
  private static OptionalInt special(JsonNode tree, List<String> contents) {
    for (String content : contents) {
      for (JsonNode token : tree.path("added_tokens")) {
        if (token.path("content").asText().equals(content)) {
          return OptionalInt.of(token.path("id").intValue());
        }
      }
      JsonNode id = tree.path("model").path("vocab").path(content);
      if (id.isInt()) {
        return OptionalInt.of(id.intValue());
      }
    }
    return OptionalInt.empty();
  }

  /** SHA-256 of the model section with sorted keys and of the added tokens. */
  private static String fingerprint(JsonNode tree) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      Object model = MAPPER.treeToValue(tree.path("model"), Object.class);
      digest.update(MAPPER.writeValueAsBytes(model));
      Iterator<JsonNode> added = tree.path("added_tokens").elements();
      while (added.hasNext()) {
        JsonNode token = added.next();
        digest.update(
            (token.path("id") + " " + token.path("content") + "\n")
                .getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException | JsonProcessingException e) {
      throw new IllegalStateException("a parsed tree can be written and hashed", e);
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
    return endOfText;
  }

  @Override
  public OptionalInt beginOfText() {
    return beginOfText;
  }

  @Override
  public int[] encode(String text) {
    if (text.isEmpty()) {
      // Some tokenizers give their word-start piece even for no text.
      return new int[0];
    }
    long[] ids = tokenizer.encode(text, false, false).getIds();
    return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
  }

  @Override
  public String decode(int... ids) {
    return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), true);
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }
}
