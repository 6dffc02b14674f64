package org.smdm.data.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.data.text.Document;
import org.smdm.data.tokenizer.RawBytes;

class TokenSequenceTest {

  @Test
  void endsEveryDocumentWithEndOfTextAndCountsItAsATokenWithoutText() {
    TokenSequence tokens = TokenSequence.of(new RawBytes(), documents("aé", "", "b"));
    assertArrayEquals(new int[] {'a', 0xC3, 0xA9, 0, 0, 'b', 0}, ids(tokens));
    assertEquals(4.0 / 7.0, tokens.utf8BytesPerToken());
    assertEquals(256, tokens.vocabSize());
  }

  @Test
  void doesNotDependOnTheParallelOrder() {
    List<Document> documents = new ArrayList<>();
    StringBuilder whole = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      String text = "x".repeat(i % 37) + i;
      documents.addAll(documents(text));
      whole.append(text).append('\0');
    }
    int[] expected = new RawBytes().encode(whole.toString());
    assertArrayEquals(expected, ids(TokenSequence.of(new RawBytes(), documents)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 255, 256, 257, 65535, 65536, 65537, Integer.MAX_VALUE})
  void keepsTheHighestIdOfEveryWidth(int vocabSize) {
    int[] ids = {vocabSize - 1, 0, vocabSize / 2, vocabSize - 1};
    assertArrayEquals(ids, ids(TokenSequence.of(ids, vocabSize, 4)));
  }

  @ParameterizedTest
  @CsvSource({"256, 256", "256, -1", "300, 300", "70000, 70000", "70000, -2147483648"})
  void rejectsIdsOutsideTheVocabulary(int vocabSize, int id) {
    assertThrows(
        IndexOutOfBoundsException.class, () -> TokenSequence.of(new int[] {id}, vocabSize, 1));
  }

  @Test
  void fingerprintIsTheDocumentedHash() {
    // Oracle: printf '\x2c\x01\0\0\x01\0\x2b\x01' | sha256sum (300, then 1 and 299 as two bytes).
    assertEquals(
        "53ddcac8fa8527ec07031ed1cacea7b971c27665b0bbaceaaae65705a205bd2e",
        TokenSequence.of(new int[] {1, 299}, 300, 0).fingerprint());
  }

  @Test
  void fingerprintTellsIdsOrderAndVocabularyApart() {
    String fingerprint = TokenSequence.of(new int[] {1, 2}, 5, 9).fingerprint();
    assertEquals(fingerprint, TokenSequence.of(new int[] {1, 2}, 5, 0).fingerprint());
    assertNotEquals(fingerprint, TokenSequence.of(new int[] {2, 1}, 5, 9).fingerprint());
    assertNotEquals(fingerprint, TokenSequence.of(new int[] {1, 2}, 6, 9).fingerprint());
    assertNotEquals(fingerprint, TokenSequence.of(new int[] {1, 2, 0}, 5, 9).fingerprint());
  }

  @Test
  void anEmptySequenceHasLengthZeroAndNoBytesPerToken() {
    TokenSequence none = TokenSequence.of(new RawBytes(), List.of());
    assertEquals(0, none.length());
    assertThrows(IllegalStateException.class, none::utf8BytesPerToken);
  }

  private static int[] ids(TokenSequence tokens) {
    return IntStream.range(0, tokens.length()).map(tokens::get).toArray();
  }

  private static List<Document> documents(String... texts) {
    return Arrays.stream(texts).map(t -> new Document(t, t, OptionalInt.empty())).toList();
  }
}
