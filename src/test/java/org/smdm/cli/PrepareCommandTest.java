package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.smdm.config.ConfigJson;
import org.smdm.config.DataConfig;
import org.smdm.config.RunConfig;

/** From text to shards to training, also by processes that are killed. */
@ResourceLock("System.out")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class PrepareCommandTest {

  @TempDir Path folder;
  private Path web;
  private Path wiki;

  @BeforeEach
  void writeSources() throws IOException {
    web = write("web.jsonl", 40_000);
    wiki = write("wiki.jsonl", 2_000);
  }

  private Path write(String name, int documents) throws IOException {
    Random random = new Random(documents);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < documents; i++) {
      lines.append("{\"text\": \"").append("word ".repeat(random.nextInt(80))).append(i);
      lines.append("\"}\n");
    }
    return Files.writeString(folder.resolve(name), lines);
  }

  private List<String> words(Path out, String... more) {
    List<String> words = new ArrayList<>(List.of("prepare", "--out", out.toString()));
    words.addAll(List.of("--source", "web=0.75:" + web, "--source", "wiki=0.25:" + wiki));
    words.addAll(List.of("--chunk-tokens", "20490", "--save-seconds", "0.02"));
    words.addAll(List.of(more));
    return words;
  }

  private static List<Path> shards(Path out) throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return files.filter(file -> file.toString().endsWith(".bin")).sorted().toList();
    }
  }

  private static void assertSameShards(Path expected, Path actual) throws IOException {
    assertEquals(
        shards(expected).stream().map(Path::getFileName).toList(),
        shards(actual).stream().map(Path::getFileName).toList());
    for (Path shard : shards(expected)) {
      assertArrayEquals(
          Files.readAllBytes(shard), Files.readAllBytes(actual.resolve(shard.getFileName())));
    }
  }

  @Test
  void aPreparationThatIsKilledEndsAsIfItHadNotBeen() throws Exception {
    Path whole = folder.resolve("whole");
    Terminal.smdm(words(whole).toArray()).assertDone();
    Path killed = folder.resolve("killed");
    Path output = folder.resolve("output.txt");
    Random random = new Random(3);
    int kills = 0;
    for (int i = 0; i < 6; i++) {
      Process process = ChildProcess.smdm(output, words(killed, "--threads", "1"));
      int before = Files.isDirectory(killed) ? shards(killed).size() : 0;
      int wanted = before + 2 + random.nextInt(6);
      while (process.isAlive() && (!Files.isDirectory(killed) || shards(killed).size() < wanted)) {
        Thread.sleep(1);
      }
      kills += process.isAlive() ? 1 : 0;
      process.destroyForcibly().waitFor();
    }
    assertTrue(kills > 2, "only " + kills + " kills while it ran");
    if (!Files.exists(killed.resolve("prepare.json"))) {
      Process last = ChildProcess.smdm(output, words(killed));
      assertEquals(0, last.waitFor(), Files.readString(output));
    }
    assertTrue(Files.readString(output).contains("goes on after"), Files.readString(output));
    assertSameShards(whole, killed);
    Terminal.smdm("prepare", "--verify", killed).assertDone();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aDiskThatIsFullIsSaidAndThePreparationGoesOnAfterwards() throws Exception {
    Path whole = folder.resolve("whole");
    Terminal.smdm(words(whole).toArray()).assertDone();
    Path full = folder.resolve("full");
    Path output = folder.resolve("output.txt");
    // A shard of 20,490 tokens takes more than 40 KiB.
    Process limited = ChildProcess.smdmWithFileLimit(output, 36, words(full));
    assertEquals(2, limited.waitFor(), Files.readString(output));
    assertTrue(Files.readString(output).contains("File too large"), Files.readString(output));
    Terminal.smdm(words(full).toArray()).assertDone();
    assertSameShards(whole, full);
  }

  @Test
  void trainingTakesSourcesWeightsAndTokenizerFromTheManifest() throws Exception {
    Path out = folder.resolve("out");
    Terminal.smdm(words(out).toArray()).assertDone();
    Path file = folder.resolve("config.json");
    Terminal.pretrain(
            folder,
            "--data",
            out,
            "--steps",
            2,
            "--batch-size",
            2,
            "--name",
            "r",
            "--save-config",
            file)
        .assertDone();
    RunConfig config = ConfigJson.read(file, RunConfig.class);
    DataConfig.Packed data = (DataConfig.Packed) config.data();
    assertEquals("bytes", data.tokenizer());
    assertEquals(
        List.of(
            new DataConfig.WeightedPrefix("train_web_", 0.75),
            new DataConfig.WeightedPrefix("train_wiki_", 0.25)),
        data.train());
    Terminal trained = Terminal.smdm("run", file, "--results", folder.resolve("results"));
    trained.assertDone();
    // The manifest knows how long the held-back text is.
    assertTrue(trained.err().contains("bits/byte"), trained.err());

    Path lost = shards(out).get(1);
    byte[] bytes = Files.readAllBytes(lost);
    Files.delete(lost);
    Terminal.smdm("run", file, "--results", folder.resolve("again"))
        .assertRefused(lost.getFileName().toString());
    Files.write(lost, bytes);
    Path manifest = out.resolve("prepare.json");
    String text = Files.readString(manifest, StandardCharsets.UTF_8);
    Files.writeString(
        manifest,
        text.replaceFirst("\"tokenizerSha256\" : \"[0-9a-f]+\"", "\"tokenizerSha256\" : \"00\""));
    Terminal.smdm("run", file, "--results", folder.resolve("again"))
        .assertRefused("was prepared with tokenizer bytes");
  }

  @Test
  void dataSmallerThanABatchAreRefusedBeforeARunFolderIsMade() throws Exception {
    Path few = write("few.jsonl", 12);
    for (String data : List.of(few.toString(), folder.resolve("few").toString())) {
      if (!data.endsWith(".jsonl")) {
        Terminal.smdm("prepare", few, "--out", data, "--validation-fraction", 0.3).assertDone();
      }
      Terminal.pretrain(
              folder.resolve("results"), "--data", data, "--steps", 2, "--batch-size", 512)
          .assertRefused("but a step reads 512");
    }
    assertFalse(Files.exists(folder.resolve("results")));
  }

  @Test
  void optionsThatCannotBeUsedAreRefusedInOneSentence() {
    Terminal.smdm("prepare", web).assertRefused("--out DIR");
    Terminal.smdm("prepare", "--out", folder.resolve("x")).assertRefused("no input is given");
    Terminal.smdm("prepare", "--source", "web:1", "--out", folder.resolve("x"))
        .assertRefused("NAME=WEIGHT:PATH");
    Terminal.smdm("prepare", "--source", "web=x:1", "--out", folder.resolve("x"))
        .assertRefused("a number as its weight");
    Terminal.smdm("prepare", web, "--out", folder.resolve("x"), "--from", "2020-01-01")
        .assertRefused("dateColumn");
    Terminal.smdm("prepare", "--verify", folder).assertRefused("prepare.json");
  }

  @Test
  void aShardThatIsNotWhatWasPreparedIsRefusedByName() throws Exception {
    Path out = folder.resolve("p");
    Terminal.smdm(words(out).toArray()).assertDone();
    List<Object> train =
        List.of("--data", out, "--steps", 1, "--batch-size", 2, "--name", "r", "--resume");
    Terminal.pretrain(folder, train.toArray()).assertDone();
    Path shard =
        shards(out).stream().filter(f -> f.toString().contains("web")).findFirst().orElseThrow();
    byte[] whole = Files.readAllBytes(shard);
    byte[] flipped = whole.clone();
    flipped[flipped.length - 100] ^= 1;
    Files.write(shard, flipped);
    Terminal.pretrain(folder, train.toArray()).assertRefused(shard + " is not what was prepared");
    // Whoever prepares the other tokens too has other data.
    Files.write(shard, whole);
    Terminal.pretrain(folder, train.toArray()).assertDone();
    Files.writeString(web, Files.readString(web).replace("word 2", "wort 2"));
    Terminal.smdm(words(out, "--restart").toArray()).assertDone();
    Terminal.pretrain(folder, train.toArray()).assertRefused("dataSha256");
  }
}
