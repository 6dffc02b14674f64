package org.smdm.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.config.UserException;

class TokenizersTest {

  private static final Path SHARED = Path.of("../shared/data");

  /** A byte-level BPE of our own: four letters, two merges, an end token. */
  private static final String TINY =
      """
      {"version": "1.0",
       "added_tokens": [{"id": 6, "content": "<|endoftext|>", "single_word": false,
         "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
       "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true,
         "use_regex": true},
       "decoder": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true,
         "use_regex": true},
       "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "c": 2, "Ġ": 3, "ab": 4, "Ġab": 5},
         "merges": ["a b", "Ġ ab"]}}
      """;

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "naïve café", "日本語", "🙂👩‍👩‍👧", "e\u0301", "\u2028\t\n"})
  void bytesGiveTheTextBack(String text) {
    Tokenizer bytes = Tokenizers.load("bytes");
    int[] ids = bytes.encode(text);
    assertEquals(text.getBytes(StandardCharsets.UTF_8).length, ids.length);
    assertEquals(text, bytes.decode(ids));
    assertTrue(IntStream.of(ids).allMatch(id -> id > 0 && id < bytes.vocabSize()));
  }

  @Test
  void bytesRefuseTheEndOfTextInATextAndDropItWhenDecoding() {
    Tokenizer bytes = Tokenizers.load("bytes");
    assertThrows(UserException.class, () -> bytes.encode("a\0b"));
    assertEquals("ab", bytes.decode('a', 0, 'b', 0));
    assertEquals("\uFFFD", bytes.decode(0xC3));
    assertThrows(IllegalArgumentException.class, () -> bytes.decode(256));
  }

  @Test
  void aTokenizerFileIsReadWithItsEndOfText(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("tokenizer.json"), TINY);
    Tokenizer tokenizer = Tokenizers.load(file.toString());
    assertEquals(7, tokenizer.vocabSize());
    assertEquals(6, tokenizer.endOfText());
    assertArrayEquals(new int[] {4, 2, 5}, tokenizer.encode("abc ab"));
    assertEquals("abc ab", tokenizer.decode(4, 2, 5, 6));
    assertArrayEquals(new int[0], tokenizer.encode(""));
    assertEquals(file.toString(), tokenizer.name());
    Tokenizer again = Tokenizers.load(folder.toString());
    assertEquals(tokenizer.fingerprint(), again.fingerprint());
    Files.writeString(file, TINY.replace("\"c\": 2", "\"d\": 2"));
    assertNotEquals(tokenizer.fingerprint(), Tokenizers.load(folder.toString()).fingerprint());
  }

  @Test
  void longTextsAreNotTruncated(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("tokenizer.json"), TINY);
    assertEquals(5000, Tokenizers.load(folder.toString()).encode("c".repeat(5000)).length);
  }

  @Test
  void theConfigBesideItNamesTheEndOfText(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("tokenizer.json"), TINY);
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"eos_token\": \"b\"}");
    assertEquals(1, Tokenizers.load(folder.toString()).endOfText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''           | is not a HuggingFace tokenizer",
        "{            | is not a HuggingFace tokenizer (line 1 is no JSON)",
        "[1]          | it is no JSON object",
        "{\"a\": 1}   | it has no model.vocab",
        "{\"model\": {\"vocab\": {\"a\": 0}}} | names no token that ends a text",
        "{\"model\": {\"type\": \"X\", \"vocab\": {\"</s>\": 0}}} | is not a HuggingFace tokenizer",
      })
  void aDamagedTokenizerIsRefusedInOneSentence(String json, String message, @TempDir Path folder)
      throws Exception {
    Path file = Files.writeString(folder.resolve("tokenizer.json"), json);
    UserException e = assertThrows(UserException.class, () -> Tokenizers.load(file.toString()));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void aMissingTokenizerIsRefusedInOneSentence(@TempDir Path folder) {
    UserException missing =
        assertThrows(UserException.class, () -> Tokenizers.load(folder + "/none.json"));
    assertTrue(missing.getMessage().contains("does not exist"), missing.getMessage());
    UserException empty =
        assertThrows(UserException.class, () -> Tokenizers.load(folder.toString()));
    assertTrue(empty.getMessage().contains("holds neither"), empty.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"test-vectors.jsonl", "test-vectors-spaces.jsonl"})
  void llama2AgreesWithItsTestVectors(String file) throws Exception {
    Path folder = SHARED.resolve("tokenizer-llama2");
    assumeTrue(Files.exists(folder), "the Llama-2 tokenizer is not here");
    Tokenizer tokenizer = Tokenizers.load(folder.toString());
    assertEquals(32_000, tokenizer.vocabSize());
    assertEquals(2, tokenizer.endOfText());
    assertEquals(1, tokenizer.beginOfText().getAsInt());
    // The vectors begin with <s>.
    compare(tokenizer, folder.resolve(file), 1);
  }

  @Test
  void gpt2AgreesWithItsTestVectors() throws Exception {
    Path folder = SHARED.resolve("tokenizer-gpt2");
    assumeTrue(Files.exists(folder), "the GPT-2 tokenizer is not here");
    Tokenizer tokenizer = Tokenizers.load(folder.toString());
    assertEquals(50_257, tokenizer.vocabSize());
    assertEquals(50_256, tokenizer.endOfText());
    compare(tokenizer, folder.resolve("test-vectors.jsonl"), 0);
  }

  private static void compare(Tokenizer tokenizer, Path vectors, int skip) throws Exception {
    int compared = 0;
    for (String line : Files.readString(vectors).split("\n", -1)) {
      if (line.isEmpty()) {
        continue;
      }
      JsonNode vector = new ObjectMapper().readTree(line);
      String text = vector.get("text").textValue();
      JsonNode ids = vector.get("ids");
      int[] expected = IntStream.range(skip, ids.size()).map(i -> ids.get(i).intValue()).toArray();
      assertArrayEquals(expected, tokenizer.encode(text), text);
      assertEquals(text, tokenizer.decode(expected));
      compared++;
    }
    assertTrue(compared >= 20, compared + " vectors");
  }
}
