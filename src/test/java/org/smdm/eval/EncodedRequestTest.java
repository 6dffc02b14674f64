package org.smdm.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.smdm.Golden;
import org.smdm.data.tokenizer.ByteTokenizer;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.data.tokenizer.Tokenizers;
import org.smdm.io.UserException;

/** The oracle is SMDM's {@code _encode_pair} (commit 583aa47). */
class EncodedRequestTest {

  private static final Path LLAMA = Path.of("../shared/data/tokenizer-llama2");
  private static final int BLOCK = 2048;

  /** The byte tokenizer of the golden pairs: begin of text 1, byte b is 3 + b. */
  private static final Tokenizer SHIFTED =
      new WrittenTokenizer(
          OptionalInt.of(1),
          text -> IntStream.of(new ByteTokenizer().encode(text)).map(id -> id + 3).toArray());

  /** Bytes, but "ab" is the token 256. */
  private static final Tokenizer MERGING =
      new WrittenTokenizer(
          OptionalInt.empty(), text -> text.replace("ab", "\u0100").chars().toArray());

  private record WrittenTokenizer(OptionalInt beginOfText, Function<String, int[]> encoder)
      implements Tokenizer {

    @Override
    public String name() {
      return "written";
    }

    @Override
    public int vocabSize() {
      return 300;
    }

    @Override
    public int endOfText() {
      return 2;
    }

    @Override
    public int[] encode(String text) {
      return encoder.apply(text);
    }

    @Override
    public String decode(int... ids) {
      throw new UnsupportedOperationException("a request is only encoded");
    }

    @Override
    public String fingerprint() {
      return "written";
    }
  }

  private static Request request(String context, String continuation) {
    return new Request("task", 7, 1, context, continuation);
  }

  private static Tokenizer llama() {
    Assumptions.assumeTrue(Files.exists(LLAMA), LLAMA + " is not here");
    return Tokenizers.load(LLAMA.toString());
  }

  private static int compareWithGolden(String key, Tokenizer tokenizer) {
    int compared = 0;
    for (JsonNode pair : Golden.json("encode_pair").get("pairs")) {
      int[] target = ids(pair.get(key).get("continuation_ids"));
      if (target.length > 0) {
        String context = pair.get("context").textValue();
        String continuation = pair.get("continuation").textValue();
        EncodedRequest encoded =
            EncodedRequest.of(tokenizer, true, request(context, continuation), BLOCK);
        assertArrayEquals(ids(pair.get(key).get("context_ids")), encoded.context(), context);
        assertArrayEquals(target, encoded.target(), context + "|" + continuation);
        assertEquals(0, encoded.droppedTokens());
        compared++;
      }
    }
    return compared;
  }

  private static int[] ids(JsonNode array) {
    int[] ids = new int[array.size()];
    Arrays.setAll(ids, i -> array.get(i).intValue());
    return ids;
  }

  @Test
  void pairsOfBytesAreCutAsTheReferenceDoes() {
    assertEquals(15, compareWithGolden("byte", SHIFTED));
  }

  @Test
  void pairsOfLlamasTokensAreCutAsTheReferenceDoes() {
    assertEquals(14, compareWithGolden("llama", llama()));
  }

  @Test
  void aMergeThatLeavesNoTargetIsScoredFromTheFirstTokenThatDiffers() {
    Tokenizer tokenizer = llama();
    EncodedRequest encoded = EncodedRequest.of(tokenizer, true, request("caf", "é"), BLOCK);
    // "caf" is [ ca, f], "café" is [ ca, fé]: the reference's target would be empty
    assertArrayEquals(new int[] {1, 274}, encoded.context());
    assertEquals(1, encoded.target().length);
    assertEquals("café", tokenizer.decode(encoded.tokens()).strip());
    assertTrue(encoded.isCrossed());
    assertFalse(EncodedRequest.of(tokenizer, true, request("foo", " bar"), BLOCK).isCrossed());
  }

  @Test
  void aMergeThatLeavesATargetIsCutByLengthAndMarked() {
    EncodedRequest encoded = EncodedRequest.of(MERGING, true, request("xa", "bcd"), BLOCK);
    // The whole is [x, ab, c, d]: the harness scores c and d after [x, a], and so does this.
    assertArrayEquals(new int[] {'x', 'a'}, encoded.context());
    assertArrayEquals(new int[] {'c', 'd'}, encoded.target());
    assertTrue(encoded.isCrossed());
    EncodedRequest mended = EncodedRequest.of(MERGING, true, request("xa", "b"), BLOCK);
    assertArrayEquals(new int[] {'x'}, mended.context());
    assertArrayEquals(new int[] {256}, mended.target());
    assertTrue(mended.isCrossed());
  }

  @Test
  void anEmptyContextWithoutABeginOfTextIsTheEndOfText() {
    EncodedRequest encoded =
        EncodedRequest.of(new ByteTokenizer(), true, request(" ", "ab"), BLOCK);
    assertArrayEquals(new int[] {0}, encoded.context());
    assertArrayEquals(new int[] {' ', 'a', 'b'}, encoded.target());
    EncodedRequest plain = EncodedRequest.of(new ByteTokenizer(), true, request("x", "ab"), BLOCK);
    assertArrayEquals(new int[] {'x', 'a', 'b'}, plain.tokens());
  }

  @Test
  void theBeginOfTextIsTheOnlyTokenOfAnEmptyContextAndOfOthersOnlyWhereItIsAskedFor() {
    EncodedRequest without = EncodedRequest.of(SHIFTED, false, request("ab ", "c"), BLOCK);
    assertArrayEquals(new int[] {3 + 'a', 3 + 'b'}, without.context());
    assertArrayEquals(new int[] {3 + ' ', 3 + 'c'}, without.target());
    EncodedRequest with = EncodedRequest.of(SHIFTED, true, request("ab ", "c"), BLOCK);
    assertArrayEquals(new int[] {1, 3 + 'a', 3 + 'b'}, with.context());
    for (boolean isBegun : new boolean[] {false, true}) {
      EncodedRequest empty = EncodedRequest.of(SHIFTED, isBegun, request("", "c"), BLOCK);
      assertArrayEquals(new int[] {1}, empty.context());
      assertArrayEquals(new int[] {3 + 'c'}, empty.target());
    }
  }

  @Test
  void whatDoesNotFitIsCutFromTheLeftOfTheContextAndCounted() {
    EncodedRequest encoded = EncodedRequest.of(SHIFTED, true, request("abcdef", " gh"), 5);
    assertArrayEquals(new int[] {3 + 'e', 3 + 'f'}, encoded.context());
    assertArrayEquals(new int[] {3 + ' ', 3 + 'g', 3 + 'h'}, encoded.target());
    assertEquals(5, encoded.droppedTokens()); // begin of text, a, b, c, d
    assertEquals(0, EncodedRequest.of(SHIFTED, true, request("abcdef", " gh"), 10).droppedTokens());
    assertEquals(0, EncodedRequest.of(SHIFTED, true, request("abcdef", " gh"), 3).context().length);
    assertSentence(
        "Choice 1 of item 7 of task has 3 tokens, more than the 2 that fit the model: "
            + "evaluate a model with longer blocks",
        () -> EncodedRequest.of(SHIFTED, true, request("abcdef", " gh"), 2));
  }

  @Test
  void aContinuationWithoutATokenIsRefused() {
    assertSentence(
        "Choice 1 of item 7 of task adds no token to its context: "
            + "give it a text that the tokenizer written does not drop",
        () -> EncodedRequest.of(SHIFTED, true, request("abc", ""), BLOCK));
  }

  private static void assertSentence(
      String sentence, org.junit.jupiter.api.function.Executable request) {
    assertEquals(sentence, assertThrows(UserException.class, request).getMessage());
  }
}
