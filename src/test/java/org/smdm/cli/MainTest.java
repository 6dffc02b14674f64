package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
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
import org.smdm.data.packed.PackedWriter;
import org.smdm.data.tokenizer.ByteTokenizer;
import picocli.CommandLine;

/** The command line as a user meets it: verbs, files, messages and exit codes. */
@ResourceLock("System.out")
class MainTest {

  @TempDir Path folder;

  private static Terminal pretrain(Path results, Object... more) {
    return Terminal.pretrain(
        results, Stream.concat(Stream.of("--batch-size", 4), Stream.of(more)).toArray());
  }

  @Test
  void helpListsEachVerbOnOneLine() {
    Terminal help = Terminal.smdm("--help");
    assertEquals(0, help.code());
    for (String verb : List.of("quickstart", "pretrain", "run", "sample", "info", "runs", "plot")) {
      assertEquals(
          1, help.out().lines().filter(l -> l.startsWith("  " + verb + " ")).count(), help.out());
    }
  }

  @Test
  void theHelpOfEveryCommandIsFormatted() {
    helpsOf(new CommandLine(Main.class), List.of());
  }

  /** picocli says on the error stream which texts it could not format. */
  private static void helpsOf(CommandLine line, List<String> names) {
    Object[] words = Stream.concat(names.stream(), Stream.of("--help")).toArray();
    Terminal help = Terminal.smdm(words);
    assertEquals(0, help.code(), names.toString());
    assertEquals("", help.err(), names.toString());
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              if (!name.equals("help")) {
                helpsOf(command, Stream.concat(names.stream(), Stream.of(name)).toList());
              }
            });
  }

  @Test
  void whatAnInterruptedStartLeftHindersNothing() throws Exception {
    Path run = Files.createDirectories(folder.resolve("tiny"));
    Files.createFile(run.resolve(".lock"));
    Path half = run.resolve(".config.json.%s.tmp".formatted(UUID.randomUUID()));
    Files.createFile(half);
    pretrain(folder, "--steps", "1", "--name", "tiny").assertDone();
    assertTrue(Files.notExists(half) && Files.exists(run.resolve("metrics.csv")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mdm", "arm"})
  void aRunLeavesACompleteFolderThatCanBeSampledAndInspected(String family) throws Exception {
    Terminal trained =
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

    Terminal one =
        Terminal.smdm("sample", run, "--prompt", "We ", "--length", "20", "--count", "2");
    assertEquals(0, one.code(), one.err());
    assertEquals(2, one.out().lines().filter(l -> l.startsWith("──")).count(), one.out());
    assertTrue(one.out().lines().anyMatch(l -> l.startsWith("We ")), one.out());
    assertEquals(
        one, Terminal.smdm("sample", run, "--prompt", "We ", "--length", "20", "--count", "2"));

    Terminal info = Terminal.smdm("info", run);
    assertEquals(0, info.code(), info.err());
    assertTrue(info.out().contains("6 steps, 768 tokens"), info.out());
    assertTrue(info.out().toLowerCase(java.util.Locale.ROOT).contains(family), info.out());
  }

  @Test
  void quickstartComparesBothModelsWithNGramsAndDrawsThem() throws Exception {
    Terminal result = Terminal.smdm("quickstart", "--minutes", "0.05", "--results", folder);
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
    Terminal result =
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
    Terminal again = Terminal.smdm("run", config, "--results", folder);
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
    Terminal saved =
        Terminal.smdm(
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
    Terminal.smdm("dance").assertRefused("dance");
    Terminal.smdm("pretrain").assertRefused("no budget is given");
    Terminal.smdm("pretrain", "--model", "171", "--steps", "1").assertRefused("no model size 171");
    pretrain(folder, "--steps", "0").assertRefused("steps is 0");
    pretrain(folder, "--steps", "1", "--device", "cuda:9").assertRefused("cuda:9");
    pretrain(folder, "--steps", "1", "--device", "tpu").assertRefused("write cpu, cuda");
    pretrain(folder, "--steps", "1", "--objective", "arm", "--ssl-ratio", "0.1")
        .assertRefused("--ssl-ratio");
    pretrain(folder, "--flops", "10").assertRefused("raise flops");
    pretrain(folder, "--steps", "1", "--name", "a/b").assertRefused("name is 'a/b'");
    Terminal.smdm("quickstart", "--minutes", "0").assertRefused("--minutes");
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
      pretrain(results, "--steps", "1", "--data", data[i]).assertRefused(messages[i]);
    }
    pretrain(results, "--steps", "1", "--tokenizer", tokenizer.toString())
        .assertRefused("tokenizer.json");
    assertTrue(!Files.exists(results) || isEmpty(results), "something was written");
  }

  @Test
  void anExistingRunIsNotOverwritten() {
    assertEquals(0, pretrain(folder, "--steps", "1", "--name", "one").code());
    pretrain(folder, "--steps", "1", "--name", "one").assertRefused("exists already");
  }

  @Test
  void aLossThatIsNoNumberStopsTheRunAndNamesTheStep() {
    Terminal result = pretrain(folder, "--steps", "40", "--lr", "1e30", "--name", "nan");
    assertEquals(2, result.code(), result.err());
    assertTrue(result.err().contains("the loss of step"), result.err());
    assertFalse(Files.exists(folder.resolve("nan/checkpoints")));
  }

  @Test
  void wrongCheckpointsAreRefused() throws Exception {
    Terminal.smdm("info", folder.resolve("none")).assertRefused("does not exist");
    Terminal.smdm("sample", folder).assertRefused("holds no checkpoint");
    Path junk = Files.writeString(folder.resolve("junk.safetensors"), "junk");
    Terminal.smdm("info", junk).assertRefused("junk.safetensors");
    pretrain(folder, "--steps", "1", "--name", "one");
    Terminal.smdm("sample", folder.resolve("one"), "--length", "33")
        .assertRefused("at most 32 tokens");
    Terminal.smdm("sample", folder.resolve("one"), "--length", "3", "--prompt", "long")
        .assertRefused("the prompt");
    Terminal.smdm("sample", folder.resolve("one"), "--count", "0").assertRefused("--count");
    Path weights = folder.resolve("one/checkpoints/step-00000001/optimizer.safetensors");
    Terminal.smdm("info", weights).assertRefused("--model");
    Terminal.smdm("sample", weights, "--model", "6", "--tokenizer", "bytes")
        .assertRefused("give a checkpoint of this model's shape");
  }

  private static boolean isEmpty(Path path) {
    try (Stream<Path> files = Files.list(path)) {
      return files.findAny().isEmpty();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
