package org.smdm.data.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyTest {

  @TempDir Path folder;

  private final String original = Tokenizers.load(TokenizerFixture.file().toString()).fingerprint();

  @Test
  void fingerprintIsOneHash() {
    assertTrue(original.matches("[0-9a-f]{64}"), original);
  }

  @Test
  void fingerprintIgnoresTheOrderOfKeysAndOtherSettings() {
    assertEquals(
        original,
        fingerprint(
            tree -> {
              tree.remove("truncation");
              tree.putNull("post_processor");
              ObjectNode vocabulary = vocabulary(tree);
              List<String> names = new ArrayList<>();
              vocabulary.fieldNames().forEachRemaining(names::add);
              Collections.reverse(names);
              ObjectNode reversed = model(tree).putObject("vocab");
              names.forEach(name -> reversed.set(name, vocabulary.get(name)));
            }));
  }

  @Test
  void fingerprintIgnoresHowMergesAreWritten() {
    assertEquals(
        original,
        fingerprint(
            tree -> {
              JsonNode merges = model(tree).get("merges");
              ArrayNode pairs = model(tree).putArray("merges");
              for (JsonNode merge : merges) {
                String[] pair = merge.textValue().split(" ");
                pairs.addArray().add(pair[0]).add(pair[1]);
              }
            }));
  }

  @Test
  void fingerprintTellsTokensIdsMergesAddedTokensAndEndsApart() {
    assertNotEquals(
        original,
        fingerprint(
            tree -> {
              vocabulary(tree).put("new", 307);
              ((ObjectNode) tree.get("added_tokens").get(3)).put("id", 308);
            }));
    assertNotEquals(original, fingerprint(tree -> vocabulary(tree).put("x", 285).put("y", 284)));
    assertNotEquals(
        original,
        fingerprint(
            tree -> {
              ArrayNode merges = (ArrayNode) model(tree).get("merges");
              merges.add(merges.remove(0));
            }));
    assertNotEquals(
        original,
        fingerprint(
            tree -> ((ObjectNode) tree.get("added_tokens").get(3)).put("content", "<|x|>")));
    TokenizerFixture.write(folder, "tokenizer_config.json", "{\"eos_token\": \"<s>\"}");
    assertNotEquals(original, fingerprint(tree -> {}));
  }

  @Test
  void fingerprintTellsUnigramScoresApart() {
    assertNotEquals(unigram(-1.0), unigram(-1.5));
    assertEquals(unigram(-1.0), unigram(-1.0));
  }

  private String unigram(double score) {
    ObjectNode tree = TokenizerFixture.object();
    ArrayNode pieces =
        tree.putObject("model").put("type", "Unigram").put("unk_id", 0).putArray("vocab");
    pieces.addArray().add("</s>").add(0.0);
    pieces.addArray().add("a").add(score);
    return Tokenizers.load(TokenizerFixture.write(folder, "unigram.json", tree).toString())
        .fingerprint();
  }

  private String fingerprint(Consumer<ObjectNode> change) {
    ObjectNode tree = TokenizerFixture.tree();
    change.accept(tree);
    return Tokenizers.load(TokenizerFixture.write(folder, "tokenizer.json", tree).toString())
        .fingerprint();
  }

  private static ObjectNode model(ObjectNode tree) {
    return (ObjectNode) tree.get("model");
  }

  private static ObjectNode vocabulary(ObjectNode tree) {
    return (ObjectNode) model(tree).get("vocab");
  }
}
