package org.smdm.data.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.smdm.io.Json;
import org.smdm.io.UserException;

/** The tokens of a {@code tokenizer.json} with their ids, added tokens included. */
final class Vocabulary {

  private static final int MAX_ID = (1 << 24) - 1;

  private final TokenizerDefinition definition;
  private final Map<String, Integer> idOfToken = new HashMap<>();
  private final TreeMap<Integer, String> tokenOfId = new TreeMap<>();
  private final List<String> addedTokens = new ArrayList<>();

  /**
   * Reads the tokens.
   *
   * @throws UserException if there are none, one is malformed, or two share an id or a name
   */
  Vocabulary(TokenizerDefinition definition) {
    this.definition = definition;
    JsonNode tokens = modelTokens();
    if (tokens.isObject()) {
      tokens.properties().forEach(entry -> put(entry.getKey(), entry.getValue()));
    } else if (tokens.isArray()) { // Unigram: [token, score] in the order of ids
      for (int id = 0; id < tokens.size(); id++) {
        put(tokens.get(id).path(0).textValue(), IntNode.valueOf(id));
      }
    } else {
      throw malformed("the field model.vocab is " + Json.kind(tokens));
    }
    for (JsonNode token : definition.tokenizer().path("added_tokens")) {
      String content = token.path("content").textValue();
      if (put(content, token.path("id"))) {
        addedTokens.add(content);
      }
    }
    if (tokenOfId.isEmpty()) {
      throw malformed("it has no tokens");
    }
  }

  /** Highest id plus one. */
  int size() {
    return tokenOfId.lastKey() + 1;
  }

  /** The id of a token, if there is such a token. */
  OptionalInt id(String token) {
    Integer id = idOfToken.get(token);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** The token of an id, which there must be. */
  String token(int id) {
    return tokenOfId.get(id);
  }

  /** Added tokens that the model's own vocabulary lacks. */
  List<String> addedTokens() {
    return List.copyOf(addedTokens);
  }

  /**
   * SHA-256 over the end of text, the tokens in the order of their ids, the scores of a Unigram
   * vocabulary and the merges in order of rank.
   *
   * @param endOfText the id that ends texts
   */
  String fingerprint(int endOfText) {
    VocabularyDigest digest = new VocabularyDigest();
    digest.add(endOfText);
    digest.add(tokenOfId.size());
    tokenOfId.forEach(
        (id, token) -> {
          digest.add(id);
          digest.add(token);
        });
    if (modelTokens().isArray()) {
      modelTokens().forEach(token -> digest.add(token.path(1).doubleValue()));
    }
    for (JsonNode merge : definition.tokenizer().path("model").path("merges")) {
      Merge pair = Merge.of(merge);
      digest.add(pair.left());
      digest.add(pair.right());
    }
    return digest.hex();
  }

  /** Adds a token; false if it was there with the same id. */
  private boolean put(String token, JsonNode idNode) {
    if (token == null) {
      throw malformed("a token has no text");
    }
    if (!idNode.isIntegralNumber() || !idNode.canConvertToInt()) {
      throw malformed(
          "the id of token \"%s\" is no whole number of at most %d".formatted(token, MAX_ID));
    }
    int id = idNode.intValue();
    if (id < 0 || id > MAX_ID) {
      throw malformed("the id %d of token \"%s\" is not from 0 to %d".formatted(id, token, MAX_ID));
    }
    Integer other = idOfToken.putIfAbsent(token, id);
    if (other != null) {
      if (other != id) {
        throw malformed("token \"%s\" has the ids %d and %d".formatted(token, other, id));
      }
      return false;
    }
    String sharer = tokenOfId.putIfAbsent(id, token);
    if (sharer != null) {
      throw malformed("the tokens \"%s\" and \"%s\" share the id %d".formatted(sharer, token, id));
    }
    return true;
  }

  private JsonNode modelTokens() {
    return definition.tokenizer().path("model").path("vocab");
  }

  private UserException malformed(String problem) {
    return new UserException(
        "%s is no usable tokenizer, as %s: fetch the file again or correct it"
            .formatted(definition.source(), problem));
  }
}
