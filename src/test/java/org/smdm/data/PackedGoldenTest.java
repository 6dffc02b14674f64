package org.smdm.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.Golden;
import org.smdm.config.UserException;

/** Files, orders and blocks equal those of the Python reference (NumPy 1.24.2, CPython 3.11). */
class PackedGoldenTest {

  private static final JsonNode GOLDEN = Golden.json("packed");

  private static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).intValue();
    }
    return values;
  }

  private static String md5(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
  }

  private static Path folder() {
    return Golden.path("packed/train_slim_0000000000.bin").getParent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"train_slim", "train_star", "wide"})
  void theWriterMakesTheReferencesFiles(String prefix, @TempDir Path folder) throws Exception {
    JsonNode builder = GOLDEN.get("builder");
    JsonNode expected = builder.get("files").get(prefix);
    boolean wide = prefix.equals("wide");
    int chunk = wide ? 10 : builder.get("chunk_size").intValue();
    int separator = wide ? 0 : builder.get("sep_token").intValue();
    try (PackedWriter writer =
        new PackedWriter(folder, prefix, chunk, separator, wide ? 70_000 : 300)) {
      for (JsonNode document : expected.get("docs")) {
        writer.add(ints(document));
      }
    }
    for (JsonNode file : expected.get("files")) {
      assertArrayEquals(
          Files.readAllBytes(Golden.path("packed/" + file.textValue())),
          Files.readAllBytes(folder.resolve(file.textValue())));
    }
    try (Stream<Path> written = Files.list(folder)) {
      assertEquals(expected.get("files").size(), written.count());
    }
    if (expected.has("md5")) {
      for (int i = 0; i < expected.get("md5").size(); i++) {
        Path file = folder.resolve(expected.get("files").get(i).textValue());
        assertEquals(expected.get("md5").get(i).textValue(), md5(Files.readAllBytes(file)));
      }
    }
  }

  static Iterable<JsonNode> reads() {
    return GOLDEN.get("reads");
  }

  @ParameterizedTest
  @MethodSource("reads")
  void blocksComeInTheReferencesOrderAlsoOutOfOrder(JsonNode read) throws Exception {
    List<Path> all =
        IntStream.range(0, GOLDEN.get("n_files_train_slim").intValue())
            .mapToObj(i -> folder().resolve("train_slim_%010d.bin".formatted(i)))
            .toList();
    List<Path> shard =
        PackedBlocks.shard(
            all, read.get("process_rank").intValue(), read.get("num_processes").intValue());
    assertEquals(
        IntStream.range(0, read.get("shard_files").size())
            .mapToObj(i -> read.get("shard_files").get(i).textValue())
            .toList(),
        shard.stream().map(p -> p.getFileName().toString()).toList());
    PackedBlocks blocks =
        new PackedBlocks(
            shard,
            read.get("n_chunks").intValue(),
            read.get("block_size").intValue(),
            read.get("shuffle").booleanValue(),
            read.get("seed").longValue());
    int n = read.get("n").intValue();
    List<int[]> sequential = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int[] block = new int[blocks.blockLength()];
      blocks.read(i, block, 0);
      sequential.add(block);
    }
    for (int i = 0; i < read.get("first_blocks").size(); i++) {
      assertArrayEquals(ints(read.get("first_blocks").get(i)), sequential.get(i), "block " + i);
    }
    String json =
        sequential.stream().map(Arrays::toString).collect(Collectors.joining(", ", "[", "]"));
    assertEquals(read.get("md5_of_all").textValue(), md5(json.getBytes(StandardCharsets.US_ASCII)));
    for (int i = n - 1; i >= 0; i -= 3) {
      int[] block = new int[blocks.blockLength()];
      blocks.read(i, block, 0);
      assertArrayEquals(sequential.get(i), block, "block " + i + " read again");
    }
  }

  @Test
  void numpysPermutationsIntegersAndRawNumbersAreReproduced() throws Exception {
    JsonNode numpy = GOLDEN.get("numpy");
    for (JsonNode p : numpy.get("permutations")) {
      NumpyGenerator generator = new NumpyGenerator(p.get("seed").longValue());
      for (JsonNode call : p.get("calls")) {
        assertArrayEquals(ints(call), generator.permutation(p.get("n").intValue()), p.toString());
      }
    }
    int[] large = new NumpyGenerator(3407).permutation(8192);
    ByteBuffer bytes = ByteBuffer.allocate(8 * 8192).order(ByteOrder.LITTLE_ENDIAN);
    for (int i : large) {
      bytes.putLong(i);
    }
    assertEquals(numpy.get("perm_3407_8192_md5_le_int64").textValue(), md5(bytes.array()));
    assertArrayEquals(ints(numpy.get("perm_3407_8192_head")), Arrays.copyOf(large, 32));
    NumpyGenerator raw = new NumpyGenerator(3407);
    for (JsonNode value : numpy.get("pcg64_raw_3407")) {
      assertEquals(Long.parseUnsignedLong(value.textValue()), raw.nextLong());
    }
    long[] state = NumpyGenerator.seedSequence(3407);
    for (int i = 0; i < state.length; i++) {
      assertEquals(
          Long.parseUnsignedLong(numpy.get("seedseq_3407_state_u64").get(i).textValue()), state[i]);
    }
    NumpyGenerator integers = new NumpyGenerator(3407);
    for (JsonNode value : numpy.get("integers_3407_below_10")) {
      assertEquals(value.longValue(), integers.below(10));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3407", "12345"})
  void pythonsRandomNumbersAreReproduced(String seed) {
    JsonNode expected = GOLDEN.get("python_random").get(seed);
    PythonRandom uniform = new PythonRandom(Long.parseLong(seed));
    for (JsonNode value : expected.get("random")) {
      assertEquals(value.doubleValue(), uniform.next());
    }
    PythonRandom bits = new PythonRandom(Long.parseLong(seed));
    for (JsonNode value : expected.get("getrandbits32")) {
      assertEquals(value.longValue(), bits.bits(32));
    }
  }

  @Test
  void filesAreShuffledAsByPython() {
    for (JsonNode shuffle : GOLDEN.get("file_shuffle")) {
      List<Path> sorted =
          IntStream.range(0, shuffle.get("n").intValue())
              .mapToObj(i -> Path.of(Integer.toString(i)))
              .toList();
      assertArrayEquals(
          ints(shuffle.get("order")),
          PackedBlocks.shuffledFiles(sorted, shuffle.get("seed").longValue()).stream()
              .mapToInt(p -> Integer.parseInt(p.toString()))
              .toArray());
    }
  }

  @Test
  void mixturesChooseTheReferencesSources() {
    for (JsonNode combined : GOLDEN.get("combined")) {
      int count = combined.get("n_datasets").intValue();
      double[] weights = new double[count];
      Arrays.fill(weights, 1.0 / count);
      if (!combined.get("weights").isNull()) {
        for (int i = 0; i < count; i++) {
          weights[i] = combined.get("weights").get(i).doubleValue();
        }
      }
      List<PackedBlocks> sources =
          IntStream.range(0, count)
              .mapToObj(
                  i ->
                      new PackedBlocks(
                          List.of(folder().resolve("train_slim_0000000000.bin")), 1, 9, false, 1))
              .toList();
      MixedBlocks mixed = new MixedBlocks(sources, weights, combined.get("seed").longValue());
      int[] choices = ints(combined.get("choices"));
      for (int i = choices.length - 1; i >= 0; i--) {
        assertEquals(choices[i], mixed.choice(i), combined.get("weights") + " block " + i);
      }
    }
  }

  @Test
  void theReferencesDataLoaderIsReproduced() {
    JsonNode batches = GOLDEN.get("create_dataloader").get("batches");
    BlockSource train =
        PackedFolder.train(
            folder(),
            List.of(
                new org.smdm.config.DataConfig.WeightedPrefix("train_slim", 1),
                new org.smdm.config.DataConfig.WeightedPrefix("train_star", 0)),
            2,
            9,
            3407);
    for (int b = 0; b < batches.size(); b++) {
      for (int i = 0; i < 3; i++) {
        int[] block = new int[9];
        train.read(b * 3L + i, block, 0);
        assertArrayEquals(ints(batches.get(b).get(i)), block, "batch " + b + " row " + i);
      }
    }
  }

  @Test
  void moreWindowFilesThanShardsAreRefused() {
    UserException e =
        assertThrows(
            UserException.class,
            () ->
                new PackedBlocks(
                    List.of(folder().resolve("train_slim_0000000000.bin")), 2, 9, true, 1));
    assertTrue(e.getMessage().contains("windowFiles is 2"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"0,offset 0", "10,offset 10", "24,offset 16", "60,offset 16", "95,offset 16"})
  void aTruncatedShardIsRefusedWithItsOffset(int length, String where, @TempDir Path folder)
      throws Exception {
    byte[] whole = Files.readAllBytes(Golden.path("packed/train_slim_0000000000.bin"));
    Path cut = Files.write(folder.resolve("cut.bin"), Arrays.copyOf(whole, length));
    UserException e = assertThrows(UserException.class, () -> PackedFile.open(cut));
    assertTrue(e.getMessage().contains("cut.bin"), e.getMessage());
    assertTrue(e.getMessage().contains(where), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 15, 16})
  void aForeignHeaderIsRefusedWithItsOffset(int at, @TempDir Path folder) throws Exception {
    byte[] bytes = Files.readAllBytes(Golden.path("packed/train_slim_0000000000.bin"));
    bytes[at] ^= 0x55;
    Path foreign = Files.write(folder.resolve("foreign.bin"), bytes);
    UserException e = assertThrows(UserException.class, () -> PackedFile.open(foreign));
    assertTrue(e.getMessage().contains("offset " + at), e.getMessage());
  }

  @Test
  void aBlockLongerThanAShardIsRefused() {
    UserException e =
        assertThrows(
            UserException.class,
            () ->
                new PackedBlocks(
                    List.of(folder().resolve("train_slim_0000000000.bin")), 1, 37, true, 1));
    assertTrue(e.getMessage().contains("lower blockSize"), e.getMessage());
  }
}
