package org.smdm.sample.chat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.smdm.data.tokenizer.ByteTokenizer;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.data.tokenizer.Tokenizers;

/** Vicuna's template, text and tokens. */
class ConversationTest {

  private static final Path LLAMA = Path.of("..", "shared", "data", "tokenizer-llama2");

  private static final Conversation TWO =
      Conversation.begin().with("Who are you?", "A model.").with("Sum of 1, 2?", "3");

  /** What FastChat's vicuna_v1.1 template prints for two rounds and a message. */
  private static final String TEXT =
      VicunaTemplate.SYSTEM
          + " USER: Who are you? ASSISTANT: A model.</s>USER: Sum of 1, 2? ASSISTANT: 3</s>"
          + "USER: Thanks! ASSISTANT:";

  @Test
  void bytesAreTheTemplates() {
    Tokenizer bytes = new ByteTokenizer();
    int end = bytes.endOfText();
    IntStream expected = IntStream.empty();
    String[] parts = TEXT.split("</s>");
    for (int i = 0; i < parts.length; i++) {
      expected = IntStream.concat(expected, IntStream.of(bytes.encode(parts[i])));
      expected = i + 1 < parts.length ? IntStream.concat(expected, IntStream.of(end)) : expected;
    }
    assertArrayEquals(expected.toArray(), TWO.prompt("Thanks!", bytes, OptionalInt.empty()));
    assertEquals(
        parts[2].getBytes(StandardCharsets.UTF_8).length,
        bytes.encode("USER: Thanks! ASSISTANT:").length);
  }

  @Test
  void llamasTokensAreThoseOfTheWholeText() {
    Assumptions.assumeTrue(Files.exists(LLAMA), LLAMA + " is not here");
    Tokenizer llama = Tokenizers.load(LLAMA.toString());
    int[] ids = TWO.prompt("Thanks!", llama, llama.beginOfText());
    assertEquals(1, ids[0]);
    assertArrayEquals(llama.encodeMarked(TEXT), Arrays.copyOfRange(ids, 1, ids.length));
    // "▁USER", ":", "▁Hi", "▁A", "SS", "IST", "ANT", ":" end every prompt of Vicuna's.
    int[] first = Conversation.begin().prompt("Hi", llama, OptionalInt.empty());
    assertArrayEquals(
        new int[] {3148, 1001, 29901, 6324, 319, 1799, 9047, 13566, 29901},
        Arrays.copyOfRange(first, first.length - 9, first.length));
  }
}
