package org.smdm.data.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smdm.data.text.Document;
import org.smdm.data.tokenizer.RawBytes;
import org.smdm.io.UserException;
import org.smdm.tensor.RandomStreams;

class TokenBlocksTest {

  private static final int LENGTH = 1003;
  private static final int BLOCK = 10;

  /** Ids equal positions, so a block shows where it was cut. */
  private static final TokenSequence POSITIONS =
      TokenSequence.of(IntStream.range(0, LENGTH).toArray(), LENGTH, LENGTH);

  private final TokenBlocks blocks = new TokenBlocks(POSITIONS, BLOCK, new RandomStreams(42));

  @Test
  void anEpochCoversTheRingWithoutReadingATokenTwice() {
    assertEquals(100, blocks.blocksPerEpoch());
    for (long epoch : new long[] {0, 1, 2, 1_000_000_007L}) {
      Set<Integer> seen = new HashSet<>();
      for (int i = 0; i < 100; i++) {
        for (int id : read(blocks, epoch * 100 + i)) {
          assertTrue(seen.add(id), "token " + id + " twice in epoch " + epoch);
        }
      }
      assertEquals(1000, seen.size());
    }
  }

  @Test
  void everyBlockIsARunOfTheData() {
    for (int sequence = 0; sequence < 500; sequence++) {
      int[] block = read(blocks, sequence);
      for (int i = 1; i < BLOCK; i++) {
        assertEquals((block[0] + i) % LENGTH, block[i]);
      }
    }
  }

  @Test
  void epochsDifferInOffsetAndOrder() {
    Set<Integer> offsets = new HashSet<>();
    Set<List<Integer>> orders = new HashSet<>();
    for (int epoch = 0; epoch < 100; epoch++) {
      List<Integer> starts = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        starts.add(read(blocks, epoch * 100L + i)[0]);
      }
      offsets.add(starts.get(0) % BLOCK);
      orders.add(starts);
    }
    // A hundred draws of ten offsets miss one with probability 3e-4 over all seeds.
    assertEquals(BLOCK, offsets.size());
    assertEquals(100, orders.size());
  }

  @Test
  void aBlockDependsOnItsNumberAloneNotOnWhatWasReadBefore() {
    int[] later = read(blocks, 12_345);
    read(blocks, 3);
    assertArrayEquals(later, read(blocks, 12_345));
    TokenBlocks fresh = new TokenBlocks(POSITIONS, BLOCK, new RandomStreams(42));
    assertArrayEquals(later, read(fresh, 12_345));
    TokenBlocks otherSeed = new TokenBlocks(POSITIONS, BLOCK, new RandomStreams(43));
    assertNotEquals(readAll(fresh), readAll(otherSeed));
  }

  @Test
  void severalThreadsInDifferentEpochsReadWhatOneThreadReads() {
    List<List<Integer>> alone =
        IntStream.range(0, 2000).mapToObj(i -> boxed(read(blocks, i * 37L))).toList();
    List<List<Integer>> together =
        IntStream.range(0, 2000).parallel().mapToObj(i -> boxed(read(blocks, i * 37L))).toList();
    assertEquals(alone, together);
  }

  @Test
  void writesOnlyItsPlaceInTheTarget() {
    int[] into = new int[BLOCK + 4];
    Arrays.fill(into, -1);
    blocks.read(0, into, 2);
    assertEquals(4, Arrays.stream(into).filter(id -> id == -1).count());
    assertEquals(List.of(-1, -1), boxed(into).subList(0, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> blocks.read(0, into, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> blocks.read(-1, into, 0));
  }

  @ParameterizedTest
  @CsvSource({"10, 10, 1", "11, 10, 1", "19, 10, 1", "20, 10, 2", "5, 1, 5", "1, 1, 1"})
  void servesDataBarelyLongEnough(int length, int blockLength, int expected) {
    TokenSequence few = TokenSequence.of(IntStream.range(0, length).toArray(), length, length);
    TokenBlocks tight = new TokenBlocks(few, blockLength, new RandomStreams(0));
    assertEquals(expected, tight.blocksPerEpoch());
    for (long sequence = 0; sequence < 50; sequence++) {
      assertEquals(blockLength, new HashSet<>(boxed(read(tight, sequence))).size());
    }
  }

  @Test
  void namesBothLengthsWhenABlockIsLongerThanTheData() {
    List<Document> documents = List.of(new Document("d", "123456789", OptionalInt.empty()));
    RandomStreams streams = new RandomStreams(0);
    assertEquals(
        1,
        new TokenBlocks(TokenSequence.of(new RawBytes(), documents), 10, streams).blocksPerEpoch());
    UserException error =
        assertThrows(
            UserException.class,
            () -> new TokenBlocks(TokenSequence.of(new RawBytes(), documents), 11, streams));
    assertTrue(error.getMessage().contains("10 tokens"), error.getMessage());
    assertTrue(error.getMessage().contains("block of 11"), error.getMessage());
    assertThrows(
        UserException.class,
        () -> new TokenBlocks(TokenSequence.of(new RawBytes(), List.of()), 1, streams));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TokenBlocks(TokenSequence.of(new RawBytes(), documents), 0, streams));
  }

  private static int[] read(BlockSource source, long sequence) {
    int[] block = new int[source.blockLength()];
    source.read(sequence, block, 0);
    return block;
  }

  private static List<List<Integer>> readAll(BlockSource source) {
    return IntStream.range(0, 100).mapToObj(i -> boxed(read(source, i))).toList();
  }

  private static List<Integer> boxed(int[] ids) {
    return Arrays.stream(ids).boxed().toList();
  }
}
