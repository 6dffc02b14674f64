package org.smdm.data.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.Golden;

/** Packed data against what the reference wrote and read; equality is exact throughout. */
class PackedGoldenTest {

  private static final JsonNode GOLDEN = Golden.json("packed");
  private static final int VOCAB = 300;

  @TempDir Path folder;

  @Test
  void writesTheReferencesFilesByteForByte() {
    for (String prefix : List.of("train_slim", "train_star")) {
      JsonNode set = GOLDEN.get("builder").get("files").get(prefix);
      List<Path> files = pack(prefix, set, 36, 2, VOCAB);
      assertEquals(set.get("md5").size(), files.size());
      for (int i = 0; i < files.size(); i++) {
        assertEquals(set.get("files").get(i).textValue(), files.get(i).getFileName().toString());
        assertEquals(
            set.get("md5").get(i).textValue(), TestFiles.md5(TestFiles.bytes(files.get(i))));
      }
    }
  }

  @Test
  void writesWideVocabulariesAsTheReferenceDoes() {
    JsonNode set = GOLDEN.get("builder").get("files").get("wide");
    List<Path> files = pack("wide", set, 10, 0, 70_000);
    assertEquals(1, files.size());
    assertArrayEquals(
        TestFiles.bytes(TestFiles.shards("wide").get(0)), TestFiles.bytes(files.get(0)));
  }

  @Test
  void readsWideVocabularies() {
    int[] ids = new int[10];
    PackedFile.open(TestFiles.shards("wide").get(0)).read(0, 10, ids, 0);
    assertArrayEquals(new int[] {1, 65536, 69999, 5, 0, 0, 0, 0, 0, 0}, ids);
  }

  @Test
  void readsBlocksInTheReferencesOrder() {
    assertEquals(7, GOLDEN.get("reads").size());
    for (JsonNode one : GOLDEN.get("reads")) {
      PackedShards shards =
          PackedShards.of(TestFiles.shards(one.get("prefix").textValue()), VOCAB)
              .shard(one.get("process_rank").intValue(), one.get("num_processes").intValue());
      assertEquals(
          TestFiles.strings(one.get("shard_files")),
          shards.files().stream().map(file -> file.getFileName().toString()).toList());
      int blockLength = one.get("block_size").intValue();
      PackedBlocks blocks =
          one.get("shuffle").booleanValue()
              ? PackedBlocks.shuffled(
                  shards, one.get("n_chunks").intValue(), blockLength, one.get("seed").longValue())
              : PackedBlocks.inOrder(shards, blockLength);
      String name = one.get("name").textValue();
      int[][] read = TestFiles.read(blocks, 0, one.get("n").intValue());
      JsonNode first = one.get("first_blocks");
      for (int i = 0; i < first.size(); i++) {
        assertArrayEquals(TestFiles.ints(first.get(i)), read[i], name + ", block " + i);
      }
      assertEquals(one.get("md5_of_all").textValue(), md5(read), name);
    }
  }

  @Test
  void mixesBlocksAsTheReferencesDataLoaderDoes() {
    long seed = 3407;
    PackedShards slim = PackedShards.inFolder(Golden.path("packed"), "train_slim", VOCAB);
    PackedShards star = PackedShards.inFolder(Golden.path("packed"), "train_star", VOCAB);
    MixedBlocks mixed =
        new MixedBlocks(
            List.of(
                PackedBlocks.shuffled(slim.shuffled(seed), 2, 9, seed),
                PackedBlocks.shuffled(star.shuffled(seed), 2, 9, seed)),
            new double[] {1, 0},
            seed);
    JsonNode batches = GOLDEN.get("create_dataloader").get("batches");
    int[][] read = TestFiles.read(mixed, 0, 15);
    for (int i = 0; i < read.length; i++) {
      assertArrayEquals(TestFiles.ints(batches.get(i / 3).get(i % 3)), read[i], "block " + i);
    }
    assertEquals(5, batches.size());
  }

  private List<Path> pack(
      String prefix, JsonNode set, int chunkTokens, int separator, int vocabSize) {
    try (PackedWriter writer =
        new PackedWriter(folder, prefix, chunkTokens, separator, vocabSize)) {
      for (JsonNode document : set.get("docs")) {
        writer.add(TestFiles.ints(document));
      }
      return writer.finish();
    }
  }

  /** The golden checksum is of the blocks as Python prints them. */
  private static String md5(int[][] blocks) {
    return TestFiles.md5(Arrays.deepToString(blocks).getBytes(StandardCharsets.UTF_8));
  }
}
