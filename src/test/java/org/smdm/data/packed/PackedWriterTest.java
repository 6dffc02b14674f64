package org.smdm.data.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;

class PackedWriterTest {

  @TempDir Path folder;

  @Test
  void aLastShardThatIsExactlyFullIsNotFollowedByPadding() {
    assertArrayEquals(new int[][] {{1, 2, 3}, {4, 5, 6}}, pack(1, 2, 3, 4, 5, 6));
  }

  @Test
  void theLastShardIsFilledUpWithTheSeparator() {
    assertArrayEquals(new int[][] {{1, 2, 3}, {4, 9, 9}}, pack(1, 2, 3, 4));
  }

  @Test
  void withoutTokensThereAreNoShards() {
    assertEquals(0, pack().length);
    assertEquals(List.of(), names());
  }

  @Test
  void theWidthFollowsTheReferencesThreshold() {
    assertEquals(PackedType.U16, typeFor(65499));
    assertEquals(PackedType.I32, typeFor(65500));
  }

  @Test
  void anUnfinishedPackingLeavesNothingBehind() {
    try (PackedWriter writer = new PackedWriter(folder, "p", 3, 9, 300)) {
      writer.add(1, 2, 3, 4, 5, 6, 7);
      assertEquals(List.of("p_0000000000.bin", "p_0000000001.bin"), names());
    }
    assertEquals(List.of(), names());
  }

  @Test
  void shardsOfAnEarlierPackingAreNeitherMixedInNorOverwritten() {
    pack(1, 2, 3, 4);
    UserException e =
        assertThrows(UserException.class, () -> new PackedWriter(folder, "p", 3, 9, 300));
    assertTrue(e.getMessage().contains("p_000000000"), e.getMessage());
    assertEquals(List.of("p_0000000000.bin", "p_0000000001.bin"), names());
    try (PackedWriter other = new PackedWriter(folder, "p_more", 3, 9, 300)) {
      other.add(1);
      assertEquals(1, other.finish().size());
    }
  }

  @Test
  void finishingTwiceChangesNothingAndNothingCanFollow() {
    try (PackedWriter writer = new PackedWriter(folder, "p", 3, 9, 300)) {
      writer.add(1);
      assertEquals(writer.finish(), writer.finish());
      assertThrows(IllegalStateException.class, () -> writer.add(2));
    }
    assertEquals(List.of("p_0000000000.bin"), names());
  }

  @Test
  void idsOutsideTheVocabularyAreRefused() {
    try (PackedWriter writer = new PackedWriter(folder, "p", 3, 9, 300)) {
      assertThrows(IndexOutOfBoundsException.class, () -> writer.add(300));
      assertThrows(IndexOutOfBoundsException.class, () -> writer.add(-1));
    }
    assertThrows(IndexOutOfBoundsException.class, () -> new PackedWriter(folder, "p", 3, 300, 300));
  }

  @Test
  void impossibleShardSizesAreASentence() {
    for (int tokens : new int[] {0, -1, Integer.MAX_VALUE}) {
      UserException e =
          assertThrows(UserException.class, () -> new PackedWriter(folder, "p", tokens, 9, 300));
      assertTrue(e.getMessage().contains("shards of " + tokens + " tokens"), e.getMessage());
    }
  }

  private int[][] pack(int... ids) {
    try (PackedWriter writer = new PackedWriter(folder, "p", 3, 9, 300)) {
      writer.add(ids);
      return writer.finish().stream().map(PackedWriterTest::ids).toArray(int[][]::new);
    }
  }

  private static int[] ids(Path file) {
    int[] ids = new int[3];
    PackedFile.open(file).read(0, 3, ids, 0);
    return ids;
  }

  private PackedType typeFor(int vocabSize) {
    try (PackedWriter writer = new PackedWriter(folder, "v" + vocabSize, 3, 9, vocabSize)) {
      writer.add(1);
      return PackedHeader.read(writer.finish().get(0)).type();
    }
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
