package org.smdm.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.smdm.data.tokenizer.ByteTokenizer;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.data.tokenizer.Tokenizers;
import org.smdm.sample.TokenPieces.Kind;
import org.smdm.sample.TokenPieces.Piece;

/** What is shown of tokens. */
class TokenPiecesTest {

  private static final int MASK = 1000;

  private final Tokenizer bytes = new ByteTokenizer();
  private final Tokenizer words =
      Tokenizers.load(Path.of("src/test/resources/tokenizer/tokenizer.json").toString());

  private static String texts(List<Piece> pieces) {
    return pieces.stream().map(Piece::text).collect(Collectors.joining("|"));
  }

  private static String whole(List<Piece> pieces) {
    return pieces.stream().map(Piece::text).collect(Collectors.joining());
  }

  private String ofBytes(int... ids) {
    return texts(new TokenPieces(bytes, MASK).split(ids));
  }

  @Test
  void aCharacterOfSeveralTokensIsOnePieceOnceTheyAreThere() {
    assertEquals("é|a", ofBytes(0xC3, 0xA9, 'a'));
    assertEquals("·|▢|a", ofBytes(0xC3, MASK, 'a'));
    assertEquals("▢|·|a", ofBytes(MASK, 0xA9, 'a'));
    assertEquals("·|·|▢|·|x", ofBytes(0xF0, 0x9F, MASK, 0x80, 'x'));
    assertEquals("😀|·|·", ofBytes(0xF0, 0x9F, 0x98, 0x80, 0xFF, 0xC3));
    assertEquals("·|a|∎|b", ofBytes(0xC3, 'a', 0, 'b'));
    Piece emoji = new TokenPieces(bytes, MASK).split(new int[] {0xF0, 0x9F, 0x98, 0x80}).get(0);
    assertEquals(new Piece(0, 4, "😀", Kind.TEXT), emoji);
  }

  @Test
  void whatWouldLeadATerminalAstrayHasAGlyph() {
    assertEquals("␛|[|2|J|␍|\n|⇥|␡".replace("⇥", "␉"), ofBytes(27, '[', '2', 'J', 13, 10, 9, 127));
    int[] turned = bytes.encode("a\u202Eb\u2028c\u0085d\u200De");
    assertEquals("a·b·c·d\u200De", whole(new TokenPieces(bytes, MASK).split(turned)));
  }

  @Test
  void spacesOfWordBeginningsAreKeptAndPiecesAddUpToTheText() {
    TokenPieces pieces = new TokenPieces(words, MASK);
    assertEquals("the| masked| model", texts(pieces.split(words.encode("the masked model"))));
    assertEquals("▢| masked", texts(pieces.split(new int[] {MASK, words.encode("masked")[0]})));
    assertEquals("␣masked", pieces.label(words.encode("masked")[0]));
    for (String text : List.of("中文 the é 😀!", "  two  spaces", "a\nb")) {
      assertEquals(text, whole(pieces.split(words.encode(text))));
      assertEquals(text, whole(new TokenPieces(bytes, MASK).split(bytes.encode(text))));
    }
  }

  @Test
  void piecesCoverAnyIdsAndAreNeverEmptyOrBroken() {
    Random random = new Random(3);
    for (Tokenizer tokenizer : List.of(bytes, words)) {
      TokenPieces pieces = new TokenPieces(tokenizer, MASK);
      for (int i = 0; i < 200; i++) {
        int[] ids =
            random
                .ints(30, 0, tokenizer.vocabSize() + 20)
                .map(id -> id < tokenizer.vocabSize() ? id : MASK)
                .toArray();
        int at = 0;
        for (Piece piece : pieces.split(ids)) {
          assertEquals(at, piece.from());
          assertFalse(piece.text().isEmpty());
          assertFalse(piece.text().contains("\uFFFD"), piece.text());
          at = piece.to();
        }
        assertEquals(ids.length, at);
      }
    }
  }
}
