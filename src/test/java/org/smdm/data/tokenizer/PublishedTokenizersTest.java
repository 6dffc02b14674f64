package org.smdm.data.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Llama-2's and GPT-2's vocabularies against ids that other implementations gave. */
class PublishedTokenizersTest {

  private static final Path LLAMA = Path.of("../shared/data/tokenizer-llama2");
  private static final Path GPT2 = Path.of("../shared/data/tokenizer-gpt2");

  /** Oracle: three implementations that agree; their ids begin with {@code <s>}. */
  @ParameterizedTest
  @ValueSource(strings = {"test-vectors.jsonl", "test-vectors-spaces.jsonl"})
  void llamaAgreesWithOtherImplementationsAndGivesTheTextBack(String vectors) throws IOException {
    Tokenizer tokenizer = load(LLAMA);
    int begin = tokenizer.beginOfText().orElseThrow();
    int count = 0;
    for (String line : Files.readString(LLAMA.resolve(vectors)).split("\n")) {
      JsonNode vector = new ObjectMapper().readTree(line);
      String text = vector.get("text").textValue();
      int[] expected = ids(vector);
      assertEquals(begin, expected[0], text);
      int[] actual = tokenizer.encode(text);
      assertArrayEquals(Arrays.copyOfRange(expected, 1, expected.length), actual, text);
      assertEquals(text, tokenizer.decode(actual));
      assertEquals(text, tokenizer.decode(expected));
      count++;
    }
    assertTrue(count > 20, count + " vectors");
  }

  @Test
  void llamaHasThePapersVocabulary() {
    Tokenizer tokenizer = load(LLAMA);
    assertEquals(32_000, tokenizer.vocabSize());
    assertEquals(2, tokenizer.endOfText());
    assertEquals(OptionalInt.of(1), tokenizer.beginOfText());
  }

  /** Oracle: the package gpt-3-encoder. */
  @Test
  void gpt2AgreesWithAnotherImplementationAndGivesTheTextBack() throws IOException {
    Tokenizer tokenizer = load(GPT2);
    assertEquals(50_257, tokenizer.vocabSize());
    assertEquals(50_256, tokenizer.endOfText());
    int count = 0;
    for (String line : Files.readString(GPT2.resolve("test-vectors.jsonl")).split("\n")) {
      JsonNode vector = new ObjectMapper().readTree(line);
      String text = vector.get("text").textValue();
      assertArrayEquals(ids(vector), tokenizer.encode(text), text);
      assertEquals(text, tokenizer.decode(ids(vector)));
      count++;
    }
    assertTrue(count > 20, count + " vectors");
  }

  private static int[] ids(JsonNode vector) {
    int[] ids = new int[vector.get("ids").size()];
    Arrays.setAll(ids, i -> vector.get("ids").get(i).intValue());
    return ids;
  }

  private static Tokenizer load(Path folder) {
    Assumptions.assumeTrue(Files.exists(folder), folder + " is not here");
    return Tokenizers.load(folder.toString());
  }
}
