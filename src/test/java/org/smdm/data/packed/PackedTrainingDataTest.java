package org.smdm.data.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.Golden;
import org.smdm.config.DataConfig;
import org.smdm.config.DataConfig.WeightedPrefix;
import org.smdm.config.ModelConfig;
import org.smdm.data.tokenizer.ByteTokenizer;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.io.UserException;
import org.smdm.tensor.RandomStreams;

/** A text packed as bytes, in shards of 36 tokens, and opened as the data of a run. */
class PackedTrainingDataTest {

  private static final Tokenizer BYTES = new ByteTokenizer();
  private static final int BLOCK_SIZE = 8;
  private static final int CHUNK = 36;
  private static final String WISDOM = "It was the age of wisdom, it was the age of foolishness.";

  @TempDir Path folder;

  @BeforeEach
  void packText() {
    pack("train_slim", "It was the best of times, it was the worst of times. ".repeat(8));
    pack("validation", WISDOM);
  }

  @Test
  void validationReadsItsShardsFromEndToEndInTheSeedsOrder() {
    TrainingData data = open(config(new WeightedPrefix("train_slim", 1)), 1);
    assertEquals(BLOCK_SIZE + 1, data.validation().blockLength());
    assertEquals(8, data.validation().blocksPerEpoch());
    StringBuilder text = new StringBuilder();
    for (int[] block : TestFiles.read(data.validation(), 0, 8)) {
      text.append(BYTES.decode(block));
    }
    // CPython 3.11: x = [0, 1]; random.seed(1); random.shuffle(x) makes [1, 0].
    assertEquals(WISDOM.substring(CHUNK) + WISDOM.substring(0, CHUNK), text.toString());
    assertTrue(Double.isNaN(data.bytesPerToken()));
  }

  @Test
  void trainingReadsEveryBlockOfEveryShardOnce() {
    TrainingData data = open(config(new WeightedPrefix("train_slim", 1)), 3407);
    long blocks = data.train().blocksPerEpoch();
    assertEquals(48, blocks);
    int[][] read = TestFiles.read(data.train(), 0, 48);
    int[][] inOrder =
        TestFiles.read(
            PackedBlocks.inOrder(PackedShards.inFolder(folder, "train_slim", 256), 9), 0, 48);
    Arrays.sort(read, Arrays::compare);
    Arrays.sort(inOrder, Arrays::compare);
    assertArrayEquals(inOrder, read);
  }

  @Test
  void trainingReadsTheReferencesBatches() throws IOException {
    // The golden ids reach 299, so the tokenizer here is one of 300 ids.
    for (Path shard : TestFiles.shards("train_")) {
      Files.copy(shard, folder.resolve("golden_" + shard.getFileName()));
    }
    DataConfig.Packed config =
        config(
            new WeightedPrefix("golden_train_slim", 1), new WeightedPrefix("golden_train_star", 0));
    TrainingData data = PackedData.open(config, new ThreeHundredIds(), 9, 3407);
    int[][] read = TestFiles.read(data.train(), 0, 15);
    for (int i = 0; i < read.length; i++) {
      assertArrayEquals(
          TestFiles.ints(
              Golden.json("packed").get("create_dataloader").get("batches").get(i / 3).get(i % 3)),
          read[i]);
    }
  }

  @Test
  void prefixesOfWeightZeroNeedNoFiles() {
    TrainingData data =
        open(config(new WeightedPrefix("train_slim", 2), new WeightedPrefix("train_star", 0)), 1);
    assertEquals(48, data.train().blocksPerEpoch());
    sentence(
        () -> open(config(new WeightedPrefix("train_slim", 0)), 1),
        "the weights of all training prefixes are 0");
  }

  @Test
  void missingFoldersAndPrefixesAreASentence() {
    sentence(
        () -> open(config(new WeightedPrefix("train_star", 1)), 1),
        "holds no .bin file whose name begins with train_star");
    sentence(
        () -> open(packed(folder.toString(), "validate", new WeightedPrefix("train_slim", 1)), 1),
        "begins with validate");
    sentence(
        () -> open(packed("no/such", "validation", new WeightedPrefix("train_slim", 1)), 1),
        "there is no folder of packed shards at " + Path.of("no", "such"));
    sentence(
        () -> open(packed("a\0b", "validation", new WeightedPrefix("train_slim", 1)), 1),
        "a character that paths cannot have");
  }

  @Test
  void shardsOfAnotherTokenizerAreASentence() throws IOException {
    Files.copy(TestFiles.shards("train_slim").get(0), folder.resolve("other_0.bin"));
    Files.copy(TestFiles.shards("train_slim").get(1), folder.resolve("other_1.bin"));
    sentence(
        () -> open(config(new WeightedPrefix("other", 1)), 1),
        "other_0.bin holds token id 258 (byte 28) but the tokenizer has 256 ids");
  }

  @Test
  void negativeSeedsAreASentence() {
    sentence(() -> open(config(new WeightedPrefix("train_slim", 1)), -3), "seed is -3");
  }

  @Test
  void fingerprintIsTheDocumentedHash() {
    // Python: sha256 over struct.pack("<i", files) and per file "<i" name, "<q" size, 4096 bytes.
    assertEquals(
        "1f3c37d64881eab6075b0d91a2ba7b974a8bac705f0ef704580cddd6351f83e8",
        PackedFingerprint.of(
            List.of(TestFiles.shards("train_slim"), TestFiles.shards("train_star"))));
  }

  @Test
  void fingerprintFollowsTheTokensNotTheSeed() throws IOException {
    DataConfig.Packed config = config(new WeightedPrefix("train_slim", 1));
    String fingerprint = open(config, 1).fingerprint();
    assertEquals(fingerprint, open(config, 2).fingerprint());
    Path shard = folder.resolve("validation_0000000001.bin");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[PackedHeader.BYTES] ^= 1;
    Files.write(shard, bytes);
    assertNotEquals(fingerprint, open(config, 1).fingerprint());
  }

  private void pack(String prefix, String text) {
    try (PackedWriter writer = new PackedWriter(folder, prefix, CHUNK, BYTES.endOfText(), 256)) {
      writer.add(BYTES.encode(text));
      writer.finish();
    }
  }

  private DataConfig.Packed config(WeightedPrefix... train) {
    return packed(folder.toString(), "validation", train);
  }

  private static DataConfig.Packed packed(
      String folder, String validationPrefix, WeightedPrefix... train) {
    return new DataConfig.Packed(folder, "bytes", List.of(train), validationPrefix, 2);
  }

  private static TrainingData open(DataConfig.Packed config, long seed) {
    ModelConfig model = ModelConfig.of(BLOCK_SIZE, 256, 1, 2, 16, 32);
    return TrainingData.open(config, model, new RandomStreams(seed));
  }

  private static void sentence(Executable action, String part) {
    UserException e = assertThrows(UserException.class, action);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  /** Knows nothing but how many ids there are. */
  private record ThreeHundredIds() implements Tokenizer {

    @Override
    public String name() {
      return "three-hundred";
    }

    @Override
    public int vocabSize() {
      return 300;
    }

    @Override
    public int endOfText() {
      return 2;
    }

    @Override
    public int[] encode(String text) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String decode(int... ids) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String fingerprint() {
      return name();
    }
  }
}
