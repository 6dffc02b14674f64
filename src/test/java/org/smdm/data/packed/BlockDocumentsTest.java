package org.smdm.data.packed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.smdm.data.tokenizer.Tokenizer;

class BlockDocumentsTest {

  /** Digits; a text may end and begin with some of them. */
  private record Digits(int endOfText, OptionalInt beginOfText) implements Tokenizer {
    @Override
    public String name() {
      return "digits";
    }

    @Override
    public int vocabSize() {
      return 10;
    }

    @Override
    public int[] encode(String text) {
      return text.chars().map(c -> c - '0').toArray();
    }

    @Override
    public String decode(int... ids) {
      return Arrays.toString(ids);
    }

    @Override
    public String fingerprint() {
      return "digits";
    }
  }

  private static final Tokenizer ENDED = new Digits(0, OptionalInt.empty());

  /**
   * The document of every token of so many blocks of four, evenly spaced; a space between blocks.
   */
  private static String documents(String ids, int blocks, Tokenizer tokenizer) {
    int[] tokens = tokenizer.encode(ids);
    SpreadBlocks source =
        new SpreadBlocks(
            new SequentialBlocks(TokenSequence.of(tokens, 10, tokens.length), 4), blocks);
    BlockDocuments documents = source.documents(tokenizer);
    StringBuilder text = new StringBuilder();
    int most = 0;
    for (int i = 0; i < source.blocksPerEpoch(); i++) {
      text.append(i == 0 ? "" : " ");
      for (int j = 0; j < 4; j++) {
        int part = documents.part(i, j);
        assertEquals(true, part < documents.parts(i));
        int document = documents.document(i, part);
        most = Math.max(most, document);
        text.append(document);
      }
    }
    assertEquals(most + 1, documents.count());
    return text.toString();
  }

  @Test
  void anEndBelongsToTheTextBeforeItAndTextsReachOverBlocks() {
    assertEquals("0001 1111 1122", documents("110111111055", 3, ENDED));
  }

  @Test
  void aBorderAtTheStartOfABlockIsOne() {
    assertEquals("0000 1111", documents("11101111", 2, ENDED));
  }

  @Test
  void blocksBetweenSayWhetherItIsStillTheSameText() {
    assertEquals("0000 0000", documents("1111111111111111", 2, ENDED));
    assertEquals("0000 1111", documents("1111110111111111", 2, ENDED));
    // Its own last token ends the text before.
    assertEquals("0000 1111", documents("1111111011111111", 2, ENDED));
  }

  @Test
  void endsInARowArePaddingOfTheTextBefore() {
    assertEquals("0000 0000 0011", documents("110000000011", 3, ENDED));
  }

  @Test
  void aBeginBelongsToTheTextBehindItAlsoAfterAnEnd() {
    Tokenizer begun = new Digits(0, OptionalInt.of(9));
    assertEquals("0001 1222", documents("91191911", 2, begun));
    assertEquals("0001 1111", documents("91091111", 2, begun));
  }

  @Test
  void oneTokenForBothEndsTheTextBefore() {
    assertEquals("0001 1122", documents("11011022", 2, new Digits(0, OptionalInt.of(0))));
  }
}
