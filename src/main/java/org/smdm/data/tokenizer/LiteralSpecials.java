package org.smdm.data.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A tokenizer whose special tokens no text can spell: {@code <s>} in running text is three
 * characters, as SentencePiece has it, and a control token only where the program puts its id. The
 * library has no such option, so its copy of the definition calls these tokens by names that do not
 * occur; ids stay.
 *
 * @param definition as published
 * @param names of the tokens that are no text
 */
record LiteralSpecials(TokenizerDefinition definition, Set<String> names) {

  /** Characters that Unicode promises never to assign, more of them than any text has. */
  private static final String UNSPELLABLE = "\uFDD0\uFDD1\uFDD2\uFDD3".repeat(4);

  /**
   * Finds the tokens: those that are marked as special, that of unknown characters, and what ends
   * and begins a text. One that merges use is text as well and stays, as does a single character.
   */
  static LiteralSpecials of(TokenizerDefinition definition, Set<String> bounds) {
    Set<String> names = new HashSet<>();
    for (JsonNode token : definition.tokenizer().path("added_tokens")) {
      if (token.path("special").booleanValue()) {
        names.add(token.path("content").textValue());
      }
    }
    for (String bound : bounds) {
      if (bound.codePointCount(0, bound.length()) > 1) {
        names.add(bound);
      }
    }
    JsonNode model = definition.tokenizer().path("model");
    JsonNode unknown = model.path("unk_token");
    JsonNode unknownPiece = model.path("vocab").path(model.path("unk_id").asInt(-1)).path(0);
    for (JsonNode name : new JsonNode[] {unknown, unknownPiece}) {
      if (name.isTextual()) {
        names.add(name.textValue());
      }
    }
    for (JsonNode node : model.path("merges")) {
      Merge merge = Merge.of(node);
      names.remove(merge.left());
      names.remove(merge.right());
      names.remove(merge.left() + merge.right());
    }
    return new LiteralSpecials(definition, names);
  }

  /** What the changed definition calls a token. */
  String spelling(String token) {
    return names.contains(token) ? UNSPELLABLE + token : token;
  }

  /** The changed definition. */
  TokenizerDefinition changed() {
    ObjectNode tokenizer = definition.tokenizer().deepCopy();
    for (JsonNode token : tokenizer.path("added_tokens")) {
      String content = token.path("content").textValue();
      if (names.contains(content)) {
        // Looked for in the text as it is: a normalizer might drop what makes the name unspellable.
        ((ObjectNode) token).put("content", spelling(content)).put("normalized", false);
      }
    }
    if (tokenizer.path("model") instanceof ObjectNode model) {
      if (model.path("unk_token").isTextual()) {
        model.put("unk_token", spelling(model.path("unk_token").textValue()));
      }
      rename(model);
    }
    // It only puts special tokens around a text, by their names, which is not asked for.
    tokenizer.putNull("post_processor");
    return new TokenizerDefinition(definition.source(), tokenizer, definition.config());
  }

  private void rename(ObjectNode model) {
    if (model.path("vocab") instanceof ObjectNode vocabulary) {
      ObjectNode renamed = vocabulary.objectNode();
      for (Map.Entry<String, JsonNode> token : vocabulary.properties()) {
        renamed.set(spelling(token.getKey()), token.getValue());
      }
      model.set("vocab", renamed);
    }
    for (JsonNode piece : model.path("vocab")) {
      if (piece instanceof ArrayNode pair && pair.path(0).isTextual()) {
        pair.set(0, TextNode.valueOf(spelling(pair.get(0).textValue())));
      }
    }
  }
}
