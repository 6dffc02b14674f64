package org.smdm.data.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.io.UserException;

class ByteTokenizerTest {

  private final Tokenizer tokenizer = Tokenizers.load("bytes");

  @Test
  void idsAreTheUtf8Bytes() {
    assertArrayEquals(
        new int[] {'a', 0xC3, 0xA9, 0xF0, 0x9F, 0x98, 0x80}, tokenizer.encode("aé\uD83D\uDE00"));
    assertEquals(256, tokenizer.vocabSize());
    assertEquals(0, tokenizer.endOfText());
    assertEquals(OptionalInt.empty(), tokenizer.beginOfText());
    assertEquals("bytes", tokenizer.name());
  }

  @Test
  void aTextEndsAtTheFirstEndOfTextBehindItsBeginning() {
    assertEquals("bc", tokenizer.decodeToEnd(new int[] {0, 'b', 'c', 0, 'd'}, 1));
    assertEquals("", tokenizer.decodeToEnd(new int[] {0, 'b'}, 0));
    assertEquals("ab", tokenizer.decodeToEnd(new int[] {'a', 'b'}, 0));
  }

  @Test
  void givesEveryCharacterBack() {
    StringBuilder all = new StringBuilder();
    for (int c = 1; c <= Character.MAX_CODE_POINT; c++) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        all.appendCodePoint(c);
      }
    }
    assertEquals(all.toString(), tokenizer.decode(tokenizer.encode(all.toString())));
  }

  @Test
  void surrogatesWithoutPartnersBecomeTheReplacementCharacter() {
    assertEquals("\uFFFDa\uFFFD\uD83D\uDE00\uFFFD", roundTrip("\uD83Da\uDE00\uD83D\uDE00\uD83D"));
    assertEquals("\uFFFD\uD83D\uDE00", roundTrip("\uD83D\uD83D\uDE00"));
  }

  @Test
  void endOfTextDecodesToNothingAndBytesOutsideUtf8ToTheReplacementCharacter() {
    assertEquals("ab", tokenizer.decode(0, 'a', 0, 0, 'b', 0));
    assertEquals("a\uFFFDb", tokenizer.decode('a', 0xFF, 'b'));
    assertEquals("", tokenizer.decode());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 256, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void refusesIdsOutsideTheVocabulary(int id) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> tokenizer.decode('a', id));
    assertTrue(e.getMessage().contains(String.valueOf(id)), e.getMessage());
  }

  @Test
  void refusesTheCharacterThatEndsDocuments() {
    Exception e = assertThrows(UserException.class, () -> tokenizer.encode("ab\0c"));
    assertTrue(e.getMessage().contains("character 2"), e.getMessage());
  }

  /** Oracle: Python's hashlib over the documented bytes, all numbers as big-endian int32. */
  @Test
  void fingerprintIsTheHashOfEndIdsAndBytes() {
    assertEquals(
        "b096d5aa5ac52d49bdcd72629ebe57d262877913a55e98f6c38741b4173ecc75",
        tokenizer.fingerprint());
  }

  private String roundTrip(String text) {
    int[] ids = tokenizer.encode(text);
    assertEquals(tokenizer.decode(ids).getBytes(UTF_8).length, ids.length);
    return tokenizer.decode(ids);
  }
}
