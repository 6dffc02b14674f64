package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs that look at runs, on runs that were trained. */
@ResourceLock("System.out")
class RunsAndPlotTest {

  @TempDir static Path results;
  @TempDir Path folder;

  @BeforeAll
  static void train() {
    for (String family : List.of("arm", "mdm")) {
      Terminal.pretrain(
              results.resolve("pair"),
              "--batch-size",
              4,
              "--steps",
              8,
              "--validate-every",
              4,
              "--objective",
              family,
              "--name",
              family)
          .assertDone();
    }
  }

  private static Terminal plot(Object... words) {
    return Terminal.smdm(
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of("plot", "--results", results),
                java.util.stream.Stream.of(words))
            .toArray());
  }

  @Test
  void trainingLeavesTheThreeKindsOfMetrics() throws IOException {
    Path run = results.resolve("pair/mdm");
    assertTrue(Files.size(run.resolve("metrics.csv")) > 0);
    // Eight steps and two validations.
    assertEquals(10, Files.readAllLines(run.resolve("metrics.jsonl")).size());
    try (var events = Files.list(run.resolve("tensorboard"))) {
      assertEquals(1, events.count());
    }
  }

  @Test
  void runsListsEveryRunHoweverDeep() {
    Terminal runs = Terminal.smdm("runs", "--results", results);
    runs.assertDone();
    List<String> lines = runs.out().lines().toList();
    assertEquals(4, lines.size(), runs.out());
    assertTrue(lines.get(2).startsWith("pair/mdm"), "the latest first: " + runs.out());
    assertTrue(lines.get(3).startsWith("pair/arm"), runs.out());
    assertTrue(lines.get(3).contains("ARM") && lines.get(3).contains("finished"), runs.out());
    assertTrue(lines.get(3).contains(" ± "), runs.out());
    String byName = Terminal.smdm("runs", "--results", results, "--sort", "name").out();
    assertTrue(byName.indexOf("pair/arm") < byName.indexOf("pair/mdm"), byName);
  }

  @Test
  void runsAreListedAsJsonToo() throws IOException {
    Terminal runs = Terminal.smdm("runs", "--results", results, "--json", "--sort", "NAME");
    runs.assertDone();
    JsonNode array = new ObjectMapper().readTree(runs.out());
    assertEquals(2, array.size());
    JsonNode arm = array.get(0);
    assertEquals("pair/arm", arm.get("name").textValue());
    assertEquals(8, arm.get("step").intValue());
    assertEquals(8, arm.get("steps").intValue());
    assertEquals(8 * 4 * 32, arm.get("tokens").intValue());
    assertTrue(arm.get("validationLoss").doubleValue() > 0);
    assertFalse(arm.has("error"));
  }

  @Test
  void runsAreTakenTogetherOverSeeds() {
    Terminal table = Terminal.smdm("runs", "--results", results, "--over-seeds");
    table.assertDone();
    List<String> lines = table.out().lines().toList();
    assertEquals(4, lines.size(), table.out());
    assertTrue(lines.get(0).contains("difference to pair/"), table.out());
    assertTrue(
        Terminal.smdm("runs", "--results", results, "--over-seeds", "--markdown")
            .out()
            .startsWith("| runs "));
    Terminal.smdm("runs", "--results", results, "--over-seeds", "--against", "pair/arm", "--json")
        .assertDone();
    String none = Terminal.smdm("runs", "--results", folder, "--over-seeds").out();
    assertTrue(none.startsWith("no finished runs in "), none);
  }

  @Test
  void optionsOfTablesOverSeedsThatContradictAreRefused() {
    Terminal.smdm("runs", "--markdown").assertRefused("--markdown needs --over-seeds");
    Terminal.smdm("runs", "--against", "x").assertRefused("--against needs --over-seeds");
    Terminal.smdm("runs", "--over-seeds", "--sort", "name").assertRefused("leave out --sort");
    Terminal.smdm("runs", "--over-seeds", "--json", "--markdown").assertRefused("leave out one");
  }

  @Test
  void anEmptyOrMissingFolderOfRunsIsSaidSo() {
    Terminal empty = Terminal.smdm("runs", "--results", folder);
    empty.assertDone();
    assertTrue(empty.out().startsWith("no runs in "), empty.out());
    assertEquals("[ ]\n", Terminal.smdm("runs", "--results", folder, "--json").out());
    Terminal.smdm("runs", "--results", folder.resolve("none")).assertRefused("is no folder");
  }

  @Test
  void aPlotOfOneRunGoesToItsFigures() throws IOException {
    Terminal plot = plot("pair/arm");
    plot.assertDone();
    Path base = results.resolve("pair/arm/figures/loss-over-tokens");
    assertEquals(List.of(base + ".svg", base + ".png"), plot.out().lines().toList());
    assertTrue(Files.size(Path.of(base + ".svg")) > 1000);
    assertTrue(Files.size(Path.of(base + ".png")) > 1000);
  }

  @Test
  void aPlotOfSeveralRunsGoesToTheResultsFiguresOrWhereOneSays() {
    Terminal both = plot("pair", "--y", "validation_loss", "--x", "steps");
    both.assertDone();
    assertTrue(Files.exists(results.resolve("figures/validation-loss-over-steps.svg")));
    plot("pair", "--out", folder.resolve("deep/a.b.PNG")).assertDone();
    assertTrue(Files.exists(folder.resolve("deep/a.b.svg")));
    assertTrue(Files.exists(folder.resolve("deep/a.b.png")));
    plot("pair", "--out", folder).assertDone();
    assertTrue(Files.exists(folder.resolve("loss-over-tokens.svg")));
  }

  @ParameterizedTest
  @CsvSource({
    "learning_rate,steps,--linear-x",
    "gradient_norm,flops,--log-y",
    "tokens_per_second,seconds,--log-x",
    "loss,seconds,--log-y",
    "validation_loss,seconds,--linear-x"
  })
  void everyQuantityCanBeDrawn(String y, String x, String option) {
    plot("pair", "--y", y, "--x", x, option, "--smooth", 3, "--out", folder.resolve("f"))
        .assertDone();
    assertTrue(Files.exists(folder.resolve("f.png")));
  }

  @Test
  void whatCannotBePlottedIsRefused() throws IOException {
    plot("none").assertRefused("neither the folder of a run nor the name of one");
    plot("pair", "--smooth", 0).assertRefused("--smooth is 0");
    plot("pair", "--y", "speed").assertRefused("--y");
    plot("pair", "--log-x", "--linear-x").assertRefused("mutually exclusive");
    plot().assertRefused("RUN");
    Path old = Files.createDirectories(folder.resolve("old"));
    Files.writeString(old.resolve("metrics.csv"), "step,tokens,loss\n1,512,5\n");
    plot(old, "--y", "resident_bytes").assertRefused("has no column 'resident_bytes'");
    Files.writeString(old.resolve("metrics.csv"), "step,tokens,gradient_norm\n");
    plot(old, "--y", "gradient_norm").assertRefused("has recorded gradient_norm yet");
    Files.writeString(old.resolve("manifest.json"), "{}");
    Files.delete(old.resolve("metrics.csv"));
    plot(old).assertRefused("metrics.csv does not exist");
  }
}
