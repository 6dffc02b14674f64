package org.smdm.data.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.io.UserException;

class JsonTokenizerTest {

  @TempDir Path folder;

  private final Tokenizer tokenizer = Tokenizers.load(TokenizerFixture.file().toString());

  @Test
  void knowsItsVocabulary() {
    assertEquals(TokenizerFixture.VOCAB_SIZE, tokenizer.vocabSize());
    assertEquals(TokenizerFixture.END, tokenizer.endOfText());
    assertEquals(OptionalInt.of(TokenizerFixture.BEGIN), tokenizer.beginOfText());
    assertEquals(TokenizerFixture.file().toString(), tokenizer.name());
  }

  @Test
  void encodesByTheMergesWithoutSpecialTokensTruncationPaddingOrDropout() {
    for (int i = 0; i < 20; i++) {
      assertArrayEquals(
          new int[] {290, 297, 301, 297, 305, 279},
          tokenizer.encode("the masked model masked tokens"));
    }
    assertArrayEquals(new int[] {291}, tokenizer.encode("a"));
    assertArrayEquals(new int[0], tokenizer.encode(""));
  }

  @Test
  void writesUnknownCharactersAsBytePieces() {
    assertArrayEquals(
        new int[] {287, 3 + 0xF0, 3 + 0x9F, 3 + 0x98, 3 + 0x80}, tokenizer.encode("\uD83D\uDE00"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "the masked model",
        " ",
        "   leading, trailing   ",
        "\t\n\r\n\u00A0",
        "e\u0301 \u0928\u093F a\u0308\u0323",
        "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67\uD83C\uDFFD \uD83C\uDDE9\uD83C\uDDEA",
        "\u4E2D\u6587 \u0639\u0631\u0628\u064A \u202Ertl",
        "nul \0 bell \u0007 \uFEFF \uFFFD \uFFFF",
        "<s",
        "<0x41>"
      })
  void givesTheTextBack(String text) {
    assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
  }

  @Test
  void givesRandomTextBack() {
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(40); n > 0; n--) {
        int c = random.nextInt(random.nextBoolean() ? 128 : Character.MAX_CODE_POINT + 1);
        boolean special = c == '<' || c == '\u2581'; // the sign that stands for a space
        text.appendCodePoint(special || Character.getType(c) == Character.SURROGATE ? 'x' : c);
      }
      assertEquals(text.toString(), tokenizer.decode(tokenizer.encode(text.toString())));
    }
  }

  @Test
  void surrogatesWithoutPartnersBecomeTheReplacementCharacter() {
    assertEquals("a\uFFFDb\uFFFD", tokenizer.decode(tokenizer.encode("a\uD83Db\uDE00")));
  }

  @Test
  void specialTokensDecodeToNothing() {
    assertEquals("the a", tokenizer.decode(1, 290, 2, 0, 291, 2));
    assertEquals("", tokenizer.decode(2, 1, 2));
    assertEquals("", tokenizer.decode());
  }

  @Test
  void bytesThatAreNotUtf8DecodeToTheReplacementCharacter() {
    String text = tokenizer.decode(290, 3 + 0xF0, 3 + 0x9F, 261);
    assertTrue(text.matches("the\uFFFD{1,2}a"), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a</s>", "<s>a</s>", "<unk>", "no<unk>where", "</s></s>", " <s> ", "<s"})
  void specialTokensThatATextSpellsAreText(String text) {
    int[] ids = tokenizer.encode(text);
    assertTrue(Arrays.stream(ids).allMatch(id -> id > TokenizerFixture.END), Arrays.toString(ids));
    assertEquals(text, tokenizer.decode(ids));
  }

  @Test
  void theyAreTokensWhereTheReferenceTakesThemAsSuch() {
    assertArrayEquals(new int[] {291, 2}, tokenizer.encodeMarked("a</s>"));
    assertArrayEquals(new int[] {1, 291, 2}, tokenizer.encodeMarked("<s>a</s>"));
    assertArrayEquals(tokenizer.encode("the a"), tokenizer.encodeMarked("the a"));
    // An added token that is not special is text in both.
    assertArrayEquals(new int[] {TokenizerFixture.USER}, tokenizer.encode("<|user|>"));
    assertEquals("<|user|>", tokenizer.decode(TokenizerFixture.USER));
  }

  @Test
  void specialTokensAreTextInEveryKindOfVocabulary() {
    ObjectNode unigram = TokenizerFixture.object();
    ArrayNode pieces =
        unigram.putObject("model").put("type", "Unigram").put("unk_id", 0).putArray("vocab");
    for (String piece : List.of("<unk>", "</s>", "<", "/", "s", ">", "u", "n", "k")) {
      pieces.addArray().add(piece).add(pieces.size() < 3 ? 0.0 : -5.0);
    }
    Tokenizer letters = load("unigram.json", unigram);
    assertArrayEquals(new int[] {2, 3, 4, 5}, letters.encode("</s>"));
    assertArrayEquals(new int[] {2, 6, 7, 8, 5}, letters.encode("<unk>"));
    assertArrayEquals(new int[] {0}, letters.encode("x"));
    assertEquals(1, letters.endOfText());

    ObjectNode words = TokenizerFixture.object();
    words.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
    words
        .putObject("model")
        .put("type", "WordLevel")
        .put("unk_token", "<unk>")
        .putObject("vocab")
        .put("<unk>", 0)
        .put("<eos>", 1)
        .put("mask", 2);
    words
        .putArray("added_tokens")
        .addObject()
        .put("id", 1)
        .put("content", "<eos>")
        .put("special", true)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false);
    Tokenizer whole = load("words.json", words);
    assertArrayEquals(new int[] {2, 0, 2}, whole.encode("mask <eos> mask"));
    assertArrayEquals(new int[] {2, 1, 2}, whole.encodeMarked("mask <eos> mask"));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, TokenizerFixture.VOCAB_SIZE, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void refusesIdsOutsideTheVocabulary(int id) {
    assertThrows(IllegalArgumentException.class, () -> tokenizer.decode(290, id));
  }

  @Test
  void encodesLongTextsWhole() {
    String text = "the masked tokens ".repeat(20_000) + "x".repeat(20_000) + " ".repeat(20_000);
    assertEquals(text, tokenizer.decode(tokenizer.encode(text)));
  }

  @Test
  void manyThreadsGetTheSameIds() {
    List<String> texts =
        IntStream.range(0, 200).mapToObj(i -> "the tokens " + i + " \uD83D\uDE00").toList();
    List<String> alone = texts.stream().map(this::backAndForth).toList();
    for (int round = 0; round < 10; round++) {
      assertEquals(alone, texts.parallelStream().map(this::backAndForth).toList());
    }
  }

  private String backAndForth(String text) {
    int[] ids = tokenizer.encode(text);
    return Arrays.toString(ids) + tokenizer.decode(ids);
  }

  @Test
  void folderAndFileGiveTheSameTokenizer() {
    String parent = TokenizerFixture.file().getParent().toString();
    Tokenizer ofFolder = Tokenizers.load(parent);
    assertEquals(tokenizer.fingerprint(), ofFolder.fingerprint());
    assertEquals(parent, ofFolder.name());
  }

  @Test
  void takesEndAndBeginOfTextFromTheConfigBesideIt() {
    TokenizerFixture.write(folder, "tokenizer.json", TokenizerFixture.tree());
    TokenizerFixture.write(
        folder,
        "tokenizer_config.json",
        "{\"eos_token\": {\"content\": \"<|user|>\"}, \"bos_token\": \"a\"}");
    Tokenizer configured = Tokenizers.load(folder.toString());
    assertEquals(TokenizerFixture.USER, configured.endOfText());
    assertEquals(OptionalInt.of(261), configured.beginOfText());
    assertEquals("the", configured.decode(261, 290, TokenizerFixture.USER));
  }

  @Test
  void withoutConfiguredNamesTakesWellKnownOnes() {
    TokenizerFixture.write(folder, "tokenizer.json", TokenizerFixture.tree());
    TokenizerFixture.write(
        folder, "tokenizer_config.json", "{\"eos_token\": null, \"clean_up\": true}");
    assertEquals(TokenizerFixture.END, Tokenizers.load(folder.toString()).endOfText());
  }

  @Test
  void readsUnigramWordPieceAndWordLevelVocabularies() {
    ObjectNode unigram = TokenizerFixture.object();
    ArrayNode pieces =
        unigram.putObject("model").put("type", "Unigram").put("unk_id", 0).putArray("vocab");
    pieces.addArray().add("<unk>").add(0.0);
    pieces.addArray().add("</s>").add(0.0);
    pieces.addArray().add("ab").add(-1.0);
    pieces.addArray().add("a").add(-3.0);
    assertArrayEquals(new int[] {2, 3}, load("unigram.json", unigram).encode("aba"));

    ObjectNode wordPiece = TokenizerFixture.object();
    wordPiece
        .putObject("model")
        .put("type", "WordPiece")
        .put("unk_token", "[UNK]")
        .put("continuing_subword_prefix", "##")
        .put("max_input_chars_per_word", 100)
        .putObject("vocab")
        .put("[UNK]", 0)
        .put("[EOS]", 1)
        .put("mask", 2)
        .put("##ed", 3);
    assertArrayEquals(new int[] {2, 3}, load("wordpiece.json", wordPiece).encode("masked"));

    ObjectNode words = TokenizerFixture.object();
    words.putObject("pre_tokenizer").put("type", "Whitespace");
    words
        .putObject("model")
        .put("type", "WordLevel")
        .put("unk_token", "?")
        .putObject("vocab")
        .put("?", 0)
        .put("<eos>", 1)
        .put("mask", 2);
    assertArrayEquals(new int[] {2, 0, 2}, load("words.json", words).encode("mask of mask"));
  }

  @Test
  void aTextThatTheVocabularyCannotWriteIsTheUsersError() {
    ObjectNode unigram = TokenizerFixture.object();
    ArrayNode pieces = unigram.putObject("model").put("type", "Unigram").putArray("vocab");
    pieces.addArray().add("</s>").add(0.0);
    pieces.addArray().add("a").add(-3.0);
    Tokenizer small = load("unigram.json", unigram);
    assertArrayEquals(new int[] {1, 1}, small.encode("aa"));
    Exception e = assertThrows(UserException.class, () -> small.encode("ab"));
    assertTrue(e.getMessage().contains("unigram.json"), e.getMessage());
  }

  @Test
  void runsNormalizersWithCharacterMapsAndPatterns() {
    ObjectNode tree = TokenizerFixture.tree();
    ArrayNode parts = tree.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
    // A map without entries: 1024 bytes of trie, all zero, and no replacements.
    ByteBuffer map = ByteBuffer.allocate(4 + 1024).order(ByteOrder.LITTLE_ENDIAN).putInt(0, 1024);
    parts.addObject().put("type", "Precompiled").put("precompiled_charsmap", map.array());
    ObjectNode replace = parts.addObject().put("type", "Replace").put("content", "\u2581");
    replace.putObject("pattern").put("Regex", "^(?!\u2581)| +");
    Tokenizer tokenizer = load("tokenizer.json", tree);
    assertArrayEquals(new int[] {290, 291}, tokenizer.encode("the   a"));
    assertArrayEquals(new int[0], tokenizer.encode(""));
  }

  private Tokenizer load(String name, ObjectNode content) {
    return Tokenizers.load(TokenizerFixture.write(folder, name, content).toString());
  }
}
