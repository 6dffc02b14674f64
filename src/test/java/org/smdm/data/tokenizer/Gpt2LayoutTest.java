package org.smdm.data.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;

class Gpt2LayoutTest {

  private static final List<String> MERGES = List.of("\u0120 t", "\u0120t h", "# #");

  @TempDir Path folder;

  @BeforeEach
  void writeFiles() {
    TokenizerFixture.write(folder, "vocab.json", TokenizerFixture.byteLevelVocabulary(MERGES));
    TokenizerFixture.write(
        folder, "merges.txt", "#version: 0.2\n" + String.join("\r\n", MERGES) + "\n\n");
  }

  @Test
  void mergesInOrderWithoutASpaceBeforeTheText() {
    Tokenizer tokenizer = load();
    // Bytes that print come first here only in their own order: byte b has id b.
    assertArrayEquals(new int[] {'t', 'h', 257, 258, 258, '#'}, tokenizer.encode("th th#####"));
    assertEquals(260, tokenizer.vocabSize());
    assertEquals(259, tokenizer.endOfText());
    assertEquals(OptionalInt.empty(), tokenizer.beginOfText());
  }

  @Test
  void everyByteHasItsOwnToken() {
    Tokenizer tokenizer = load();
    StringBuilder text = new StringBuilder();
    for (int c = 0; c < 0x3000; c++) {
      text.appendCodePoint(c);
    }
    text.append("\uD83D\uDE00 e\u0301");
    assertEquals(text.toString(), tokenizer.decode(tokenizer.encode(text.toString())));
    assertArrayEquals(new int[] {0xC3, 0xA9}, tokenizer.encode("\u00E9"));
    assertEquals("\uFFFD", tokenizer.decode(0xC3));
  }

  @Test
  void endOfTextIsSpecialButNotWhereATextSpellsIt() {
    Tokenizer tokenizer = load();
    assertArrayEquals(new int[] {'a', 259, 'b'}, tokenizer.encodeMarked("a<|endoftext|>b"));
    assertArrayEquals("a<|endoftext|>b".chars().toArray(), tokenizer.encode("a<|endoftext|>b"));
    assertEquals("ab", tokenizer.decode('a', 259, 'b'));
  }

  @Test
  void agreesWithTheTokenizerJsonThatMeansTheSame(@TempDir Path other) {
    ObjectNode json = TokenizerFixture.object();
    ObjectNode model = json.putObject("model").put("type", "BPE");
    model.set("vocab", TokenizerFixture.byteLevelVocabulary(MERGES));
    MERGES.forEach(model.putArray("merges")::add);
    Path file = TokenizerFixture.write(other, "tokenizer.json", json);
    assertEquals(Tokenizers.load(file.toString()).fingerprint(), load().fingerprint());
  }

  @Test
  void tokenizerJsonComesFirstWhereBothLayoutsLie() {
    TokenizerFixture.write(folder, "tokenizer.json", TokenizerFixture.tree());
    assertEquals(TokenizerFixture.VOCAB_SIZE, load().vocabSize());
  }

  @Test
  void namesTheMergeThatIsNone() {
    refusesMerges("#version: 0.2\na b c\n", "merges.txt", "Line 2", "one space");
    refusesMerges("ab", "Line 1", "one space");
    refusesMerges("\u0120 t\n b", "Line 2", "one space");
    refusesMerges("a b", "Line 1", "'ab'", "vocab.json");
    refusesMerges("\u4E2D t", "Line 1", "'\u4E2D'");
  }

  @Test
  void namesAVocabularyThatLacksAByte() {
    ObjectNode vocabulary = TokenizerFixture.byteLevelVocabulary(MERGES);
    vocabulary.remove("\u0100");
    TokenizerFixture.write(folder, "vocab.json", vocabulary);
    refuses("vocab.json", "\"\u0100\"");
  }

  @Test
  void namesFilesThatAreNoText() throws IOException {
    Files.write(folder.resolve("merges.txt"), new byte[] {'a', ' ', (byte) 0xFF});
    refuses("merges.txt", "UTF-8");
    Files.delete(folder.resolve("merges.txt"));
    Files.createDirectory(folder.resolve("merges.txt"));
    refuses("merges.txt", "is a folder");
  }

  @Test
  void namesAFolderWithHalfTheLayout() throws IOException {
    Files.delete(folder.resolve("merges.txt"));
    refuses("neither tokenizer.json nor both vocab.json and merges.txt");
  }

  @Test
  void needsAnEndOfTextInTheVocabulary() {
    ObjectNode vocabulary = TokenizerFixture.byteLevelVocabulary(MERGES);
    vocabulary.remove("<|endoftext|>");
    TokenizerFixture.write(folder, "vocab.json", vocabulary);
    refuses("no token that ends a text", "tokenizer_config.json");
    vocabulary.put("<stop>", vocabulary.size());
    TokenizerFixture.write(folder, "vocab.json", vocabulary);
    TokenizerFixture.write(folder, "tokenizer_config.json", "{\"eos_token\": \"<stop>\"}");
    assertArrayEquals(new int[] {259}, load().encodeMarked("<stop>"));
    assertArrayEquals("<stop>".chars().toArray(), load().encode("<stop>"));
    assertEquals(259, load().endOfText());
  }

  private void refusesMerges(String merges, String... parts) {
    TokenizerFixture.write(folder, "merges.txt", merges);
    refuses(parts);
  }

  private void refuses(String... parts) {
    Exception e = assertThrows(UserException.class, this::load);
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  private Tokenizer load() {
    return Tokenizers.load(folder.toString());
  }
}
