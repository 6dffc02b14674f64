package org.smdm.data.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;

/** Eight golden shards of 36 tokens; 9-token blocks make 4 of each. */
class PackedBlocksTest {

  private static final List<Path> FILES = TestFiles.shards("train_slim");
  private static final PackedShards SHARDS = PackedShards.of(FILES, 300);

  @TempDir Path folder;

  @Test
  void randomAccessEqualsSequentialReadingOverEpochs() {
    int[][] sequential = TestFiles.read(PackedBlocks.shuffled(SHARDS, 2, 9, 5), 0, 320);
    PackedBlocks blocks = PackedBlocks.shuffled(SHARDS, 2, 9, 5);
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      int sequence = random.nextInt(320);
      assertArrayEquals(sequential[sequence], TestFiles.read(blocks, sequence, 1)[0]);
    }
  }

  @Test
  void farBlocksEqualSequentialReadingToo() {
    PackedBlocks sequential = PackedBlocks.shuffled(SHARDS, 8, 36, 5);
    int[] block = new int[36];
    for (long i = 0; i <= 24_000; i++) {
      sequential.read(i, block, 0);
    }
    PackedBlocks blocks = PackedBlocks.shuffled(SHARDS, 8, 36, 5);
    assertArrayEquals(block, TestFiles.read(blocks, 24_000, 1)[0]);
    int[] early = TestFiles.read(blocks, 9_000, 1)[0];
    assertArrayEquals(early, TestFiles.read(PackedBlocks.shuffled(SHARDS, 8, 36, 5), 9_000, 1)[0]);
  }

  @Test
  void severalThreadsReadWhatOneReads() {
    int[][] sequential = TestFiles.read(PackedBlocks.shuffled(SHARDS, 2, 9, 5), 0, 640);
    PackedBlocks blocks = PackedBlocks.shuffled(SHARDS, 2, 9, 5);
    boolean equal =
        IntStream.range(0, 20_000)
            .parallel()
            .map(i -> (int) (i * 7919L % 640))
            .allMatch(i -> Arrays.equals(sequential[i], TestFiles.read(blocks, i, 1)[0]));
    assertTrue(equal);
  }

  @Test
  void anEpochReadsEveryBlockOnceAndTheNextInAnotherOrder() {
    PackedBlocks blocks = PackedBlocks.shuffled(SHARDS, 8, 9, 3407);
    assertEquals(32, blocks.blocksPerEpoch());
    int[][] first = TestFiles.read(blocks, 0, 32);
    int[][] second = TestFiles.read(blocks, 32, 32);
    assertFalse(Arrays.deepEquals(first, second));
    int[][] inOrder = TestFiles.read(PackedBlocks.inOrder(SHARDS, 9), 0, 32);
    assertArrayEquals(sorted(inOrder), sorted(first));
    assertArrayEquals(sorted(inOrder), sorted(second));
  }

  @Test
  void readingInOrderBeginsAnewAfterTheLastFile() {
    PackedBlocks blocks = PackedBlocks.inOrder(SHARDS, 9);
    assertEquals(32, blocks.blocksPerEpoch());
    assertArrayEquals(TestFiles.read(blocks, 0, 32), TestFiles.read(blocks, 32, 32));
  }

  @Test
  void filesThatFillNoWindowAreLeftOutAsInTheReference() {
    PackedBlocks blocks = PackedBlocks.shuffled(SHARDS, 3, 9, 1);
    assertEquals(24, blocks.blocksPerEpoch());
    PackedShards six = PackedShards.of(FILES.subList(0, 6), 300);
    int[][] ofSix = TestFiles.read(PackedBlocks.shuffled(six, 3, 9, 1), 0, 96);
    assertArrayEquals(ofSix, TestFiles.read(blocks, 0, 96));
  }

  @Test
  void windowsOfMoreFilesThanThereAreAreASentence() {
    // The reference fails here with IndexError: list index out of range.
    sentence(() -> PackedBlocks.shuffled(SHARDS, 9, 9, 1), "windowFiles is 9 but there are only 8");
    sentence(() -> PackedBlocks.shuffled(SHARDS, 0, 9, 1), "write a number from 1 to 8");
  }

  @Test
  void blocksLongerThanAShardAreASentence() {
    sentence(() -> PackedBlocks.inOrder(SHARDS, 37), "a block of 37 tokens");
    assertEquals(8, PackedBlocks.inOrder(SHARDS, 36).blocksPerEpoch());
  }

  @Test
  void windowsOfTooManyBlocksToShuffleAreASentence() throws IOException {
    Path large = folder.resolve("large.bin");
    long tokens = (1L << 28) + 1;
    try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
      sparse.write(new PackedHeader(PackedType.U16, tokens).toBytes());
      sparse.setLength(PackedHeader.BYTES + 2 * tokens);
    }
    PackedShards shards = PackedShards.of(List.of(large), 300);
    sentence(() -> PackedBlocks.shuffled(shards, 1, 1, 1), "hold 268435457 blocks");
    assertEquals(tokens, PackedBlocks.inOrder(shards, 1).blocksPerEpoch());
  }

  @Test
  void moreRanksThanFilesAreASentence() {
    sentence(() -> SHARDS.shard(0, 9), "use at most 8 ranks");
    assertEquals(FILES.subList(7, 8), SHARDS.shard(7, 8).files());
    assertEquals(List.of(FILES.get(2), FILES.get(5)), SHARDS.shard(2, 3).files());
  }

  @Test
  void shardsOfDifferentSizesAreASentence() {
    try (PackedWriter writer = new PackedWriter(folder, "longer", 37, 2, 300)) {
      writer.add(1);
      List<Path> mixed = List.of(FILES.get(0), writer.finish().get(0));
      sentence(() -> PackedShards.of(mixed, 300), "has 37 tokens (byte 16)");
    }
  }

  @Test
  void anIdThatTheTokenizerDoesNotHaveIsASentenceWithItsPlace() {
    PackedBlocks blocks = PackedBlocks.inOrder(PackedShards.of(FILES, 258), 9);
    sentence(
        () -> blocks.read(0, new int[9], 0),
        "train_slim_0000000000.bin holds token id 258 (byte 28) but the tokenizer has 258 ids");
  }

  @Test
  void aDamagedShardIsFoundBeforeTraining() throws IOException {
    for (Path file : FILES) {
      Files.copy(file, folder.resolve(file.getFileName()));
    }
    Path damaged = folder.resolve("train_slim_0000000005.bin");
    Files.write(damaged, Arrays.copyOf(Files.readAllBytes(damaged), 95));
    sentence(
        () -> PackedShards.inFolder(folder, "train_slim", 300),
        "train_slim_0000000005.bin is no packed shard: it ends at byte 95");
  }

  private static void sentence(Executable action, String part) {
    UserException e = assertThrows(UserException.class, action);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  private static int[][] sorted(int[][] blocks) {
    int[][] copy = blocks.clone();
    Arrays.sort(copy, Arrays::compare);
    return copy;
  }
}
