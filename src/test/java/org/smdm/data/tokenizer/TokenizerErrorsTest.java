package org.smdm.data.tokenizer;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.io.UserException;

class TokenizerErrorsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "Bytes", "no/such/tokenizer.json", "a\0b"})
  void namesWhatIsNotThere(String name) {
    refuses(name, "There is no tokenizer at", "\"bytes\"", "tokenizer.json");
  }

  @Test
  void namesAFolderWithoutATokenizer() {
    refuses(folder.toString(), "neither tokenizer.json nor", "save_pretrained");
    TokenizerFixture.write(folder, "tokenizer.model", "x");
    refuses(folder.toString(), "tokenizer.model is a SentencePiece model", "save_pretrained");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | is empty",
        "'  ' | is empty",
        "nonsense | line 1, column",
        "'{\"model\": ' | is not valid JSON",
        "{} {} | is not valid JSON",
        "'{\"a\": 1, \"a\": 2}' | is not valid JSON",
        "[] | no JSON object but an array",
        "null | no JSON object but null",
        "7 | no JSON object but a number",
        "{} | field model is nothing",
        "'{\"model\": \"gpt\"}' | field model is a string",
        "'{\"model\": {}}' | model.vocab is nothing",
        "'{\"model\": {\"vocab\": {}}}' | it has no tokens",
        "'{\"model\": {\"vocab\": []}}' | it has no tokens",
        "'{\"model\": {\"vocab\": [1]}}' | a token has no text",
        "'{\"model\": {\"vocab\": {\"a\": -1}}}' | id -1",
        "'{\"model\": {\"vocab\": {\"a\": 0.5}}}' | no whole number",
        "'{\"model\": {\"vocab\": {\"a\": 4294967296}}}' | no whole number",
        "'{\"model\": {\"vocab\": {\"a\": 2000000000}}}' | id 2000000000",
        "'{\"model\": {\"vocab\": {\"a\": 0, \"b\": 0}}}' | share the id 0",
        "'{\"model\": {\"vocab\": {\"a\": 0}}}' | no token that ends a text",
        "'{\"model\": {\"type\": \"X\", \"vocab\": {\"</s>\": 0}}}' | no usable tokenizer",
        "'{\"model\": {\"type\": \"BPE\", \"vocab\": {\"</s>\": 0}, \"merges\": [\"a\"]}}' | no usable",
        "'{\"model\": {\"type\": \"BPE\", \"vocab\": {\"</s>\": 0}, \"merges\": 3}}' | no usable",
        "'{\"model\": {\"type\": \"Unigram\", \"vocab\": [[\"</s>\", \"x\"]]}}' | no usable"
      })
  void namesContentThatIsNoTokenizer(String content, String part) {
    Path file = TokenizerFixture.write(folder, "tokenizer.json", content);
    refuses(file.toString(), "tokenizer.json", part);
    refuses(folder.toString(), "tokenizer.json", part);
  }

  @Test
  void namesAFileThatIsNotText() throws IOException {
    byte[] noise = new byte[4000];
    new Random(3).nextBytes(noise);
    Path file = Files.write(folder.resolve("tokenizer.json"), noise);
    refuses(file.toString(), "tokenizer.json");
    Files.write(file, new byte[] {'{', '"', (byte) 0xFF, (byte) 0xFE, '"', ':', '1', '}'});
    refuses(file.toString(), "tokenizer.json");
  }

  @Test
  void namesAFileThatIsCutOff() throws IOException {
    byte[] whole = Files.readAllBytes(TokenizerFixture.file());
    Path file = folder.resolve("tokenizer.json");
    for (int length = 1; length < whole.length; length += 97) {
      Files.write(file, Arrays.copyOf(whole, length));
      refuses(file.toString(), "tokenizer.json");
    }
  }

  @Test
  void refusesDeepNestingInsteadOfOverflowingTheStack() {
    String deep = "{\"model\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    refuses(
        TokenizerFixture.write(folder, "t.json", deep).toString(), "nested more than 1,000 levels");
    ObjectNode tree = TokenizerFixture.tree();
    ObjectNode inner = tree.putObject("normalizer");
    for (int i = 0; i < 500; i++) {
      inner = inner.putObject("normalizer");
    }
    refuses(TokenizerFixture.write(folder, "t.json", tree).toString(), "no usable tokenizer");
  }

  @Test
  void refusesADeviceInsteadOfReadingItForEver() throws IOException {
    Path zero = Path.of("/dev/zero");
    Assumptions.assumeTrue(Files.exists(zero), "no /dev/zero here");
    refuses(zero.toString(), "no ordinary file");
    Path link = Files.createSymbolicLink(folder.resolve("tokenizer.json"), zero);
    refuses(folder.toString(), "no ordinary file");
    Files.delete(link);
  }

  @Test
  void namesAFileThatMayNotBeRead() throws IOException {
    Path file = TokenizerFixture.write(folder, "tokenizer.json", TokenizerFixture.tree());
    assertTrue(file.toFile().setReadable(false, false));
    Assumptions.assumeFalse(Files.isReadable(file), "this user may read everything");
    refuses(file.toString(), "may not be read");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'{\"eos_token\": \"<gone>\"}' | names as eos_token",
        "'{\"bos_token\": {\"content\": \"<gone>\"}}' | names as bos_token",
        "{ | tokenizer_config.json is not valid JSON",
        "[] | tokenizer_config.json holds no JSON object"
      })
  void namesAConfigThatDoesNotFit(String config, String part) {
    TokenizerFixture.write(folder, "tokenizer.json", TokenizerFixture.tree());
    TokenizerFixture.write(folder, "tokenizer_config.json", config);
    refuses(folder.toString(), part);
  }

  @Test
  void namesAddedTokensThatDoNotFit() {
    refusesChange(tree -> added(tree, 3).put("id", 5), "share the id 5");
    refusesChange(tree -> added(tree, 3).put("id", 400), "\"<|user|>\" the id 400 where 307");
    refusesChange(tree -> added(tree, 2).put("id", 400), "\"</s>\" has the ids 2 and 400");
    refusesChange(tree -> added(tree, 3).remove("content"), "a token has no text");
    refusesChange(tree -> added(tree, 3).remove("id"), "no whole number");
  }

  @Test
  void namesAMergeOfUnknownTokens() {
    refusesChange(
        tree -> ((ArrayNode) tree.get("model").get("merges")).add("q \u4E2D"), "out of vocabulary");
  }

  /** Each of these makes the native library stop the JVM, when loading or at the first text. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "normalizer | '{\"type\": \"Precompiled\"}' | precompiled_charsmap",
        "normalizer | '{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"AAAA\"}' | charsmap",
        "normalizer | '{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"%\"}' | charsmap",
        "normalizer | '{\"type\": \"Precompiled\", \"precompiled_charsmap\": \"CAAAAAAAAAA=\"}' | charsmap",
        "normalizer | '{\"type\": \"Sequence\", \"normalizers\": [{\"type\": \"Precompiled\"}]}' | charsmap",
        "normalizer | '{\"type\": \"Replace\", \"pattern\": {\"String\": \"\"}, \"content\": \"b\"}' | empty text",
        "normalizer | '{\"type\": \"Replace\", \"pattern\": {\"Regex\": \"x*\"}, \"content\": \"b\"}' | empty text",
        "pre_tokenizer | '{\"type\": \"FixedLength\", \"length\": 0}' | FixedLength is 0",
        "decoder | '{\"type\": \"Strip\", \"content\": \" \", \"start\": 0, \"stop\": 9}' | Strip has the stop 9"
      })
  void refusesWhatWouldStopTheProcess(String field, String value, String part) throws IOException {
    JsonNode node = new ObjectMapper().readTree(value);
    refusesChange(tree -> tree.set(field, node), part);
  }

  @Test
  void refusesMergesWithoutTheirPrefix() {
    refusesChange(
        tree -> ((ObjectNode) tree.get("model")).put("continuing_subword_prefix", "##"),
        "lacks the continuing_subword_prefix \"##\"");
  }

  private void refusesChange(Consumer<ObjectNode> change, String part) {
    ObjectNode tree = TokenizerFixture.tree();
    change.accept(tree);
    refuses(TokenizerFixture.write(folder, "tokenizer.json", tree).toString(), part);
  }

  private static ObjectNode added(ObjectNode tree, int index) {
    return (ObjectNode) tree.get("added_tokens").get(index);
  }

  private static void refuses(String name, String... parts) {
    Exception e = assertThrows(UserException.class, () -> Tokenizers.load(name));
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
  }
}
