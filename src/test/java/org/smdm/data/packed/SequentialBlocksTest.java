package org.smdm.data.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.smdm.data.text.Document;
import org.smdm.data.tokenizer.RawBytes;
import org.smdm.io.UserException;

class SequentialBlocksTest {

  private static final List<Document> TEXT =
      List.of(
          new Document("a", "abcdefg", OptionalInt.empty()),
          new Document("b", "hi", OptionalInt.empty()));

  @Test
  void readsTheSameBlocksInReadingOrderInEveryEpochWithoutTheRest() {
    SequentialBlocks blocks = new SequentialBlocks(TokenSequence.of(new RawBytes(), TEXT), 3);
    assertEquals(11, blocks.sequence().length());
    assertEquals(3, blocks.blocksPerEpoch());
    for (int epoch = 0; epoch < 3; epoch++) {
      int[] all = new int[9];
      for (int i = 0; i < 3; i++) {
        blocks.read(epoch * 3L + i, all, i * 3);
      }
      assertArrayEquals(new int[] {'a', 'b', 'c', 'd', 'e', 'f', 'g', 0, 'h'}, all);
    }
    int[] far = new int[3];
    blocks.read(Long.MAX_VALUE, far, 0);
    assertArrayEquals(new int[] {'d', 'e', 'f'}, far, "2^63 - 1 leaves 1 modulo 3");
  }

  @Test
  void refusesBlocksLongerThanTheDataAndNegativeNumbers() {
    UserException error =
        assertThrows(
            UserException.class,
            () -> new SequentialBlocks(TokenSequence.of(new RawBytes(), TEXT), 12));
    assertTrue(error.getMessage().contains("11 tokens"), error.getMessage());
    assertTrue(error.getMessage().contains("block of 12"), error.getMessage());
    SequentialBlocks whole = new SequentialBlocks(TokenSequence.of(new RawBytes(), TEXT), 11);
    assertEquals(1, whole.blocksPerEpoch());
    assertThrows(IndexOutOfBoundsException.class, () -> whole.read(-1, new int[11], 0));
  }
}
