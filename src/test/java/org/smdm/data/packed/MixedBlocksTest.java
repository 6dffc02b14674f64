package org.smdm.data.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.smdm.Golden;

class MixedBlocksTest {

  @Test
  void choosesSourcesAsTheReferenceDoes() {
    for (JsonNode one : Golden.json("packed").get("combined")) {
      int count = one.get("n_datasets").intValue();
      double[] weights = new double[count];
      JsonNode given = one.get("weights");
      Arrays.setAll(weights, i -> given.isNull() ? 1 : given.get(i).doubleValue());
      MixedBlocks mixed = new MixedBlocks(sources(count), weights, one.get("seed").longValue());
      int[] choices = TestFiles.ints(one.get("choices"));
      int[][] blocks = TestFiles.read(mixed, 0, choices.length);
      for (int i = 0; i < choices.length; i++) {
        assertEquals(choices[i], blocks[i][0], one.toString());
      }
    }
  }

  @Test
  void everySourceIsReadInItsOwnOrderWithoutGaps() {
    MixedBlocks mixed = new MixedBlocks(sources(3), new double[] {5, 3, 2}, 7);
    int[] next = new int[3];
    for (int[] block : TestFiles.read(mixed, 0, 10_000)) {
      assertEquals(next[block[0]]++, block[1]);
    }
    // Shares of 10000 draws lie within 5 standard deviations (25) of the weights.
    assertEquals(5000, next[0], 250);
    assertEquals(3000, next[1], 230);
  }

  @Test
  void randomAccessEqualsSequentialReading() {
    int[][] sequential =
        TestFiles.read(new MixedBlocks(sources(2), new double[] {1, 2}, 7), 0, 600_000);
    MixedBlocks mixed = new MixedBlocks(sources(2), new double[] {1, 2}, 7);
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      int sequence = random.nextInt(sequential.length);
      assertArrayEquals(sequential[sequence], TestFiles.read(mixed, sequence, 1)[0]);
    }
  }

  @Test
  void sourcesOfWeightZeroAreNeverDrawnNorCounted() {
    MixedBlocks mixed = new MixedBlocks(sources(3), new double[] {0, 1, 0}, 7);
    for (int[] block : TestFiles.read(mixed, 0, 5000)) {
      assertEquals(1, block[0]);
    }
    assertEquals(11, mixed.blocksPerEpoch());
  }

  @Test
  void weightsThatSayNothingAreRefused() {
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new MixedBlocks(sources(2), new double[] {bad, 0}, 7));
    }
    assertThrows(
        IllegalArgumentException.class, () -> new MixedBlocks(sources(2), new double[] {1}, 7));
    assertThrows(
        IllegalArgumentException.class, () -> new MixedBlocks(List.of(), new double[0], 7));
  }

  @Test
  void sourcesOfDifferentBlockLengthsAreRefused() {
    List<BlockSource> sources = List.of(new Numbered(0, 2), new Numbered(1, 3));
    assertThrows(
        IllegalArgumentException.class, () -> new MixedBlocks(sources, new double[] {1, 1}, 7));
  }

  private static List<BlockSource> sources(int count) {
    List<BlockSource> sources = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sources.add(new Numbered(i, 2));
    }
    return sources;
  }

  /** Blocks that say which source and which block they are. */
  private record Numbered(int source, int blockLength) implements BlockSource {

    @Override
    public long blocksPerEpoch() {
      return 10L + source;
    }

    @Override
    public void read(long sequence, int[] into, int offset) {
      into[offset] = source;
      into[offset + 1] = (int) sequence;
    }
  }
}
