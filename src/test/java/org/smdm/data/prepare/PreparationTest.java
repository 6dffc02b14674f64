package org.smdm.data.prepare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.config.PrepareConfig;
import org.smdm.data.packed.PackedFile;
import org.smdm.data.packed.PrepareManifest;
import org.smdm.data.text.Document;
import org.smdm.data.text.SotuCorpus;
import org.smdm.data.tokenizer.ByteTokenizer;
import org.smdm.io.Progress;

/** Shards made of published formats, by any number of threads, through any interruption. */
class PreparationTest {

  private static final List<String> TEXTS = Inputs.texts(3000);

  @TempDir Path folder;
  private Path lines;

  @BeforeEach
  void writeLines() throws Exception {
    lines = Inputs.plain(folder.resolve("a.jsonl"), Inputs.slimPajama(TEXTS));
  }

  private PrepareManifest prepare(String out, PrepareConfig config) {
    return new Preparation(config, folder.resolve(out), 2, 60, Progress.none()).run(false);
  }

  private Map<String, String> shards(String out) {
    return Inputs.shards(folder.resolve(out));
  }

  @Test
  void shardsHoldTheDocumentsInOrderEachWithItsSeparator() {
    PrepareManifest manifest = prepare("out", Inputs.config(null, null, null, 0, false, lines));
    ByteTokenizer bytes = new ByteTokenizer();
    List<Integer> expected = new ArrayList<>();
    long textBytes = 0;
    for (String text : TEXTS) {
      for (int id : bytes.encode(text)) {
        expected.add(id);
      }
      expected.add(bytes.endOfText());
      textBytes += text.getBytes(StandardCharsets.UTF_8).length;
    }
    PrepareManifest.Source source = manifest.sources().get(0);
    assertEquals(expected.size(), source.counts().tokens());
    assertEquals(TEXTS.size(), source.counts().kept());
    assertEquals(textBytes, source.counts().textBytes());
    assertEquals(expected.size() % 500, source.shards().tokensLeftOut());
    assertEquals(expected.size() / 500, source.shards().files().size());
    assertTrue(manifest.validation().files().isEmpty());
    for (int shard = 0; shard < source.shards().files().size(); shard++) {
      int[] ids = new int[500];
      PackedFile.open(folder.resolve("out/" + source.shards().files().get(shard).path()))
          .read(0, 500, ids, 0);
      assertArrayEquals(
          expected.subList(shard * 500, shard * 500 + 500).stream()
              .mapToInt(Integer::intValue)
              .toArray(),
          ids);
    }
  }

  @Test
  void aTenthOfTheDocumentsIsHeldBackAndCountedApart() {
    PrepareManifest manifest = prepare("out", Inputs.config(lines));
    PrepareManifest.Source source = manifest.sources().get(0);
    double share = (double) manifest.validation().tokens() / source.counts().tokens();
    // Of 3000 documents 300 ± 16 are held back; five standard deviations.
    assertEquals(0.1, share, 0.03);
    assertEquals(
        source.counts().tokens(), manifest.validation().tokens() + source.shards().tokens());
    assertEquals(
        source.counts().textBytes(),
        manifest.validation().textBytes() + source.shards().textBytes());
  }

  @Test
  void anyNumberOfThreadsMakesTheSameShards() {
    prepare("two", Inputs.config(lines));
    for (int threads : new int[] {1, 3, 7}) {
      Path out = folder.resolve("threads" + threads);
      new Preparation(Inputs.config(lines), out, threads, 60, Progress.none()).run(false);
      assertEquals(shards("two"), Inputs.shards(out));
    }
  }

  @Test
  void framesWithTheLargestWindowsAreRead() throws Exception {
    Path file = folder.resolve("long.jsonl.zst");
    try (ZstdOutputStream out = new ZstdOutputStream(Files.newOutputStream(file))) {
      out.setLong(28);
      out.write(Inputs.slimPajama(TEXTS).getBytes(StandardCharsets.UTF_8));
    }
    prepare("plain", Inputs.config(lines));
    prepare("long", Inputs.config(file));
    assertEquals(shards("plain"), shards("long"));
  }

  @Test
  void everyFormatOfTheSameDocumentsMakesTheSameShards() throws Exception {
    String content = Inputs.slimPajama(TEXTS);
    prepare("plain", Inputs.config(lines));
    prepare("gz", Inputs.config(Inputs.gzip(folder.resolve("b.jsonl.gz"), content)));
    prepare("zst", Inputs.config(Inputs.zstd(folder.resolve("c.jsonl.zst"), content)));
    prepare("parquet", Inputs.config(Inputs.fineWeb(folder.resolve("d.parquet"), TEXTS)));
    assertEquals(shards("plain"), shards("gz"));
    assertEquals(shards("plain"), shards("zst"));
    assertEquals(shards("plain"), shards("parquet"));
  }

  @Test
  void folderOfFilesIsReadInTheOrderOfTheirPaths() throws Exception {
    Path data = Files.createDirectories(folder.resolve("data/chunk1"));
    Inputs.zstd(data.resolve("example_0.jsonl.zst"), Inputs.slimPajama(TEXTS.subList(0, 1200)));
    Inputs.gzip(data.resolve("example_1.jsonl.gz"), Inputs.slimPajama(TEXTS.subList(1200, 3000)));
    Files.writeString(data.resolve("README.md"), "not data");
    prepare("whole", Inputs.config(lines));
    PrepareManifest manifest = prepare("parts", Inputs.config(folder.resolve("data")));
    assertEquals(shards("whole"), shards("parts"));
    assertEquals(2, manifest.sources().get(0).files().size());
  }

  @Test
  void datesSelectDocumentsOfParquetAndJson() throws Exception {
    Path table = Inputs.fineWeb(folder.resolve("d.parquet"), TEXTS);
    PrepareManifest manifest =
        prepare("p", Inputs.config("date", "2021-03-10", "2021-03-12", 0, false, table));
    // Days go round from 1 to 30: three of thirty are kept.
    assertEquals(300, manifest.sources().get(0).counts().kept());
    assertEquals(2700, manifest.sources().get(0).counts().outsideDates());
    Path dated =
        Inputs.plain(
            folder.resolve("dated.jsonl"),
            """
            {"text":"old","meta":{"timestamp":"2019-04-25T12:57:54Z"}}
            {"text":"new","meta":{"timestamp":"2020-04-25"}}
            {"text":"none","meta":{}}
            {"text":"  "}
            """);
    PrepareConfig config = Inputs.config("meta.timestamp", "2020-01-01", null, 0, false, dated);
    PrepareManifest json = prepare("j", config);
    assertEquals(1, json.sources().get(0).counts().kept());
    assertEquals(1, json.sources().get(0).counts().outsideDates());
    assertEquals(1, json.sources().get(0).counts().undated());
    assertEquals(1, json.sources().get(0).counts().empty());
    // Fewer tokens than a shard has make a short shard: n, e, w and the separator.
    assertEquals(4, PackedFile.open(folder.resolve("j/train_a_0000000000.bin")).length());
  }

  @Test
  void theEmbeddedSpeechesAreSlicedByTheirYears() throws Exception {
    PrepareConfig config =
        new PrepareConfig(
            List.of(new PrepareConfig.Source("a", 1, List.of("sotu"))),
            "text",
            "date",
            "1990",
            "1999",
            "bytes",
            PrepareConfig.Separator.EOS,
            0,
            0,
            false,
            false);
    PrepareManifest manifest = prepare("nineties", config);
    List<Document> speeches = SotuCorpus.documents("sotu:1990-1999");
    assertEquals(speeches.size(), manifest.sources().get(0).counts().kept());
    assertEquals(0, manifest.sources().get(0).counts().undated());
    assertEquals(
        speeches.stream()
            .mapToLong(speech -> speech.text().getBytes(StandardCharsets.UTF_8).length)
            .sum(),
        manifest.sources().get(0).counts().textBytes());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void interruptedAnywhereGoesOnToTheSameShards(long seed) throws Exception {
    Path second = Inputs.fineWeb(folder.resolve("b.parquet"), TEXTS.subList(0, 900));
    PrepareConfig config = Inputs.config(lines, second);
    PrepareManifest whole = prepare("whole", config);
    Random random = new Random(seed);
    PrepareManifest manifest = null;
    int stops = 0;
    while (manifest == null) {
      int batches = 1 + random.nextInt(4);
      double saves = random.nextBoolean() ? 0 : 60;
      try {
        manifest =
            new Preparation(
                    config,
                    folder.resolve("parts"),
                    2,
                    stops > 20 ? 60 : saves,
                    new StopAfter(stops > 20 ? Integer.MAX_VALUE : batches))
                .run(false);
      } catch (StopAfter.Stopped e) {
        stops++;
      }
    }
    assertTrue(stops > 3, stops + " stops");
    assertEquals(shards("whole"), shards("parts"));
    assertEquals(whole.sources(), manifest.sources());
    assertEquals(whole.validation(), manifest.validation());
    assertFalse(Files.exists(folder.resolve("parts/.prepare")));
  }

  @Test
  void mixtureHasAShardSetForEachSource() throws Exception {
    Path other = Inputs.plain(folder.resolve("o.jsonl"), Inputs.slimPajama(TEXTS.subList(0, 500)));
    PrepareConfig one = Inputs.config(lines);
    PrepareConfig config =
        new PrepareConfig(
            List.of(
                new PrepareConfig.Source("web", 0.75, List.of(lines.toString())),
                new PrepareConfig.Source("wiki", 0.25, List.of(other.toString()))),
            one.textColumn(),
            null,
            null,
            null,
            one.tokenizer(),
            one.separator(),
            0.1,
            500,
            false,
            false);
    PrepareManifest manifest = prepare("mix", config);
    assertEquals(0.25, manifest.sources().get(1).weight());
    assertEquals(500, manifest.sources().get(1).counts().documents());
    assertTrue(Files.exists(folder.resolve("mix/train_wiki_0000000000.bin")));
    // Held back by a hash of source and number: not the same documents of both.
    assertNotEquals(
        shards("mix").get("train_web_0000000000.bin"),
        shards("mix").get("train_wiki_0000000000.bin"));
  }

  @Test
  void changedShardIsFoundByItsHash() throws Exception {
    PrepareManifest manifest = prepare("out", Inputs.config(lines));
    assertEquals(manifest, PreparedFolder.verify(folder.resolve("out")));
    Path shard = folder.resolve("out/train_a_0000000003.bin");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[100] ^= 1;
    Files.write(shard, bytes);
    String message =
        assertThrows(
                org.smdm.io.UserException.class, () -> PreparedFolder.verify(folder.resolve("out")))
            .getMessage();
    assertTrue(message.contains("train_a_0000000003.bin"), message);
  }
}
