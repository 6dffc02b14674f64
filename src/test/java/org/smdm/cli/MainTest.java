package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.config.ConfigJson;
import org.smdm.config.ModelFamily;
import org.smdm.config.ModelSizes;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.RunConfig;
import org.smdm.data.ByteTokenizer;
import org.smdm.data.PackedWriter;

/** The command line as a user meets it: verbs, files, messages and exit codes. */
@ResourceLock("System.out")
class MainTest {

  @TempDir Path folder;

  /** What a command printed and returned. */
  private record Result(int code, String out, String err) {}

  private static Result smdm(Object... words) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
      String[] arguments = Stream.of(words).map(String::valueOf).toArray(String[]::new);
      int code = Main.execute(arguments);
      return new Result(
          code,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private static final List<String> TINY =
      List.of(
          "--layers",
          "1",
          "--heads",
          "2",
          "--embd",
          "16",
          "--block-size",
          "32",
          "--batch-size",
          "4",
          "--validation-sequences",
          "4",
          "--mc-samples",
          "2");

  private static Result pretrain(Path results, String... more) {
    return smdm(
        Stream.of(
                Stream.of("pretrain", "--results", results.toString()),
                TINY.stream(),
                Stream.of(more))
            .flatMap(s -> s)
            .toArray());
  }

  private void assertRefused(Result result, String message) {
    assertEquals(2, result.code(), result.err());
    assertTrue(result.err().contains(message), result.err());
    assertEquals(1, result.err().lines().count(), result.err());
    assertFalse(result.err().contains("Exception"), result.err());
  }

  @Test
  void helpListsEachVerbOnOneLine() {
    Result help = smdm("--help");
    assertEquals(0, help.code());
    for (String verb : List.of("quickstart", "pretrain", "run", "sample", "info", "runs", "plot")) {
      assertEquals(
          1, help.out().lines().filter(l -> l.startsWith("  " + verb + " ")).count(), help.out());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mdm", "arm"})
  void aRunLeavesACompleteFolderThatCanBeSampledAndInspected(String family) throws Exception {
    Result trained =
        pretrain(
            folder,
            "--objective",
            family,
            "--steps",
            "6",
            "--validate-every",
            "3",
            "--save-every",
            "4",
            "--name",
            "tiny");
    assertEquals(0, trained.code(), trained.err());
    Path run = folder.resolve("tiny");
    for (String file :
        List.of(
            "config.json",
            "metrics.csv",
            "manifest.json",
            "figures/losses.svg",
            "figures/losses.png",
            "checkpoints/step-00000004/model.safetensors",
            "checkpoints/step-00000006/optimizer.safetensors")) {
      assertTrue(Files.size(run.resolve(file)) > 0, file);
    }
    List<String> metrics = Files.readAllLines(run.resolve("metrics.csv"));
    // A header, six steps, two validations.
    assertEquals(9, metrics.size(), metrics.toString());
    JsonNode manifest = new ObjectMapper().readTree(run.resolve("manifest.json").toFile());
    assertEquals("finished", manifest.get("state").textValue());
    assertEquals(64, manifest.get("configSha256").textValue().length());

    Result one = smdm("sample", run, "--prompt", "We ", "--length", "20", "--count", "2");
    assertEquals(0, one.code(), one.err());
    assertEquals(2, one.out().lines().filter(l -> l.startsWith("──")).count(), one.out());
    assertTrue(one.out().lines().anyMatch(l -> l.startsWith("We ")), one.out());
    assertEquals(one, smdm("sample", run, "--prompt", "We ", "--length", "20", "--count", "2"));

    Result info = smdm("info", run);
    assertEquals(0, info.code(), info.err());
    assertTrue(info.out().contains("6 steps, 768 tokens"), info.out());
    assertTrue(info.out().toLowerCase(java.util.Locale.ROOT).contains(family), info.out());
  }

  @Test
  void quickstartComparesBothModelsWithNGramsAndDrawsThem() throws Exception {
    Result result = smdm("quickstart", "--minutes", "0.05", "--results", folder);
    assertEquals(0, result.code(), result.err());
    for (String row : List.of("1-gram", "5-gram", "ARM ", "MDM ")) {
      assertTrue(result.out().lines().anyMatch(l -> l.startsWith(row)), result.out());
    }
    Path run = folder.resolve("quickstart");
    for (String file :
        List.of(
            "summary.md",
            "samples.txt",
            "figures/losses.svg",
            "figures/losses.png",
            "arm/config.json",
            "mdm/manifest.json")) {
      assertTrue(Files.size(run.resolve(file)) > 0, file);
    }
    RunConfig arm = ConfigJson.read(run.resolve("arm/config.json"), RunConfig.class);
    RunConfig mdm = ConfigJson.read(run.resolve("mdm/config.json"), RunConfig.class);
    assertEquals(arm.model(), mdm.model());
    assertEquals(arm.flops(), mdm.flops());
  }

  @Test
  void packedShardsAreTrainedOnAsTheyAre() throws Exception {
    Path shards = folder.resolve("shards");
    String text = "We the people of the United States, in order to form a more perfect union. ";
    for (String prefix : List.of("train_slim", "validation")) {
      try (PackedWriter writer = new PackedWriter(shards, prefix, 512, 0, 256)) {
        for (int i = 0; i < 80; i++) {
          writer.add(new ByteTokenizer().encode(text + i));
          writer.add(0);
        }
        writer.finish();
      }
    }
    Result result =
        pretrain(
            folder,
            "--steps",
            "3",
            "--data",
            shards.toString(),
            "--tokenizer",
            "bytes",
            "--name",
            "packed");
    assertEquals(0, result.code(), result.err());
    assertTrue(Files.exists(folder.resolve("packed/figures/losses.svg")));
  }

  @Test
  void theSameConfigGivesTheSameMetricsAndWeights() throws Exception {
    pretrain(folder, "--steps", "5", "--name", "first");
    Path config = folder.resolve("again.json");
    RunConfig first = ConfigJson.read(folder.resolve("first/config.json"), RunConfig.class);
    Files.writeString(config, ConfigJson.write(first.withName("again")));
    Result again = smdm("run", config, "--results", folder);
    assertEquals(0, again.code(), again.err());
    String weights = "checkpoints/step-00000005/model.safetensors";
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("first").resolve(weights)),
        Files.readAllBytes(folder.resolve("again").resolve(weights)));
    pretrain(folder, "--steps", "5", "--name", "other", "--seed", "1");
    assertNotEquals(
        -1,
        java.util.Arrays.mismatch(
            Files.readAllBytes(folder.resolve("first").resolve(weights)),
            Files.readAllBytes(folder.resolve("other").resolve(weights))));
  }

  @Test
  void theReferencesCommandExpandsToOneCompleteConfig() throws Exception {
    Path file = folder.resolve("mdm.json");
    Result saved =
        smdm(
            "pretrain",
            "--model",
            "170",
            "--objective",
            "mdm",
            "--flops",
            "10e18",
            "--ssl-ratio",
            "0.01",
            "--save-config",
            file);
    assertEquals(0, saved.code(), saved.err());
    RunConfig config = ConfigJson.read(file, RunConfig.class);
    assertEquals("mdm-170M-10e18-rsl-0.01", config.name());
    assertEquals(ModelSizes.named(170), config.model());
    assertEquals(ModelFamily.MDM, config.objective().family());
    assertEquals(0.01, ((ObjectiveConfig.MaskedDiffusion) config.objective()).sslRatio());
    assertEquals(256, config.batch().globalBatchSize());
    assertEquals(8, config.batch().microBatchSize());
    assertEquals(2e-4, config.optimizer().learningRate());
    // As the reference's script derives from the same command line.
    assertEquals(18_804, config.steps());
  }

  @Test
  void wrongOptionsAreRefused() {
    assertRefused(smdm("dance"), "dance");
    assertRefused(smdm("pretrain"), "no budget is given");
    assertRefused(smdm("pretrain", "--model", "171", "--steps", "1"), "no model size 171");
    assertRefused(pretrain(folder, "--steps", "0"), "steps is 0");
    assertRefused(pretrain(folder, "--steps", "1", "--device", "cuda:9"), "cuda:9");
    assertRefused(pretrain(folder, "--steps", "1", "--device", "tpu"), "write cpu, cuda");
    assertRefused(
        pretrain(folder, "--steps", "1", "--objective", "arm", "--ssl-ratio", "0.1"),
        "--ssl-ratio");
    assertRefused(pretrain(folder, "--flops", "10"), "raise flops");
    assertRefused(pretrain(folder, "--steps", "1", "--name", "a/b"), "name is 'a/b'");
    assertRefused(smdm("quickstart", "--minutes", "0"), "--minutes");
    assertTrue(isEmpty(folder), "something was written");
  }

  @Test
  void wrongDataIsRefusedAndNothingIsWritten() throws Exception {
    Path results = folder.resolve("results");
    Path empty = Files.writeString(folder.resolve("empty.txt"), "");
    Path latin = Files.write(folder.resolve("latin.txt"), new byte[] {'a', (byte) 0xE9, 'b'});
    Path little = Files.writeString(folder.resolve("little.txt"), "one\ntwo\nthree\n");
    Path tokenizer = Files.writeString(folder.resolve("tokenizer.json"), "{}");
    String[] data = {
      folder.resolve("none.txt").toString(), empty.toString(), latin.toString(), little.toString()
    };
    String[] messages = {"none.txt", "empty.txt", "latin.txt", "lock"};
    for (int i = 0; i < data.length; i++) {
      assertRefused(pretrain(results, "--steps", "1", "--data", data[i]), messages[i]);
    }
    assertRefused(
        pretrain(results, "--steps", "1", "--tokenizer", tokenizer.toString()), "tokenizer.json");
    assertTrue(!Files.exists(results) || isEmpty(results), "something was written");
  }

  @Test
  void anExistingRunIsNotOverwritten() {
    assertEquals(0, pretrain(folder, "--steps", "1", "--name", "one").code());
    assertRefused(pretrain(folder, "--steps", "1", "--name", "one"), "exists already");
  }

  @Test
  void aLossThatIsNoNumberStopsTheRunAndNamesTheStep() {
    Result result = pretrain(folder, "--steps", "40", "--lr", "1e30", "--name", "nan");
    assertEquals(2, result.code(), result.err());
    assertTrue(result.err().contains("the loss of step"), result.err());
    assertFalse(Files.exists(folder.resolve("nan/checkpoints")));
  }

  @Test
  void wrongCheckpointsAreRefused() throws Exception {
    assertRefused(smdm("info", folder.resolve("none")), "does not exist");
    assertRefused(smdm("sample", folder), "holds no checkpoint");
    Path junk = Files.writeString(folder.resolve("junk.safetensors"), "junk");
    assertRefused(smdm("info", junk), "junk.safetensors");
    pretrain(folder, "--steps", "1", "--name", "one");
    assertRefused(smdm("sample", folder.resolve("one"), "--length", "33"), "at most 32 tokens");
    assertRefused(
        smdm("sample", folder.resolve("one"), "--length", "3", "--prompt", "long"), "the prompt");
    assertRefused(smdm("sample", folder.resolve("one"), "--count", "0"), "--count");
    Path weights = folder.resolve("one/checkpoints/step-00000001/optimizer.safetensors");
    assertRefused(smdm("info", weights), "--model");
    assertRefused(
        smdm("sample", weights, "--model", "6", "--tokenizer", "bytes"),
        "give a checkpoint of this model's shape");
  }

  private static boolean isEmpty(Path path) {
    try (Stream<Path> files = Files.list(path)) {
      return files.findAny().isEmpty();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
