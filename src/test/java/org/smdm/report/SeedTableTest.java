package org.smdm.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.config.BatchConfig;
import org.smdm.config.BudgetConfig;
import org.smdm.config.CheckpointConfig;
import org.smdm.config.ConfigJson;
import org.smdm.config.DataConfig;
import org.smdm.config.LossWeighting;
import org.smdm.config.MaskCount;
import org.smdm.config.ModelConfig;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.OptimizerConfig;
import org.smdm.config.Precision;
import org.smdm.config.RunConfig;
import org.smdm.config.TimeSampling;
import org.smdm.config.ValidationConfig;
import org.smdm.io.UserException;

/** Oracles: means and standard errors worked out by hand, to 1e-12. */
class SeedTableTest {

  private static final double TOLERANCE = 1e-12;
  private static final long TOKENS = 5 * 4 * 32;

  @TempDir Path results;

  private static RunConfig config(String name, long seed, TimeSampling times) {
    return new RunConfig(
        name,
        seed,
        "cpu",
        Precision.FP32,
        ModelConfig.of(32, 256, 1, 2, 16, 64),
        new ObjectiveConfig.MaskedDiffusion(
            1e-3, times, MaskCount.BERNOULLI, LossWeighting.BOUND, 0),
        new DataConfig.Text("sotu", "bytes", 0.05),
        OptimizerConfig.reference(),
        new BudgetConfig(null, 5L),
        new BatchConfig(4, 4),
        new ValidationConfig(0, 4, 2),
        CheckpointConfig.atEnd(),
        false);
  }

  private void run(RunConfig config, String state, String loss) throws IOException {
    Path folder = Files.createDirectories(results.resolve(config.name()));
    Files.writeString(folder.resolve("config.json"), ConfigJson.write(config));
    Files.writeString(
        folder.resolve("manifest.json"),
        "{\"family\":\"mdm\",\"steps\":5,\"began\":\"2026-01-01T00:00:00Z\",\"state\":\"%s\"}"
            .formatted(state));
    Files.writeString(
        folder.resolve("metrics.csv"),
        "step,tokens,loss,tokens_per_second,validation_loss,validation_standard_error\n"
            + "5,%d,9,100,,\n5,%d,,,%s,0.5\n".formatted(TOKENS, TOKENS, loss));
  }

  private void paper(long seed, String loss) throws IOException {
    run(config("paper-" + seed, seed, TimeSampling.UNIFORM), "finished", loss);
  }

  private void even(long seed, String loss) throws IOException {
    run(config("even-" + seed, seed, TimeSampling.LOW_DISCREPANCY), "finished", loss);
  }

  private JsonNode json(String against) throws IOException {
    return new ObjectMapper().readTree(SeedTable.read(results, against).toJson());
  }

  @Test
  void runsOfOneConfigAreOneGroupAndDifferencesArePairedBySeed() throws IOException {
    paper(1, "1.0");
    paper(2, "2.0");
    paper(3, "6.0");
    even(1, "1.5");
    even(2, "2.5");
    even(3, "7.5");
    JsonNode json = json("paper");
    assertEquals("paper", json.get("against").textValue());
    JsonNode paper = json.get("groups").get(0);
    JsonNode even = json.get("groups").get(1);
    assertEquals("paper", paper.get("name").textValue());
    assertEquals(3, paper.get("loss").doubleValue(), TOLERANCE);
    assertEquals(Math.sqrt(7.0 / 3), paper.get("standardError").doubleValue(), TOLERANCE);
    assertFalse(paper.has("difference"));
    assertEquals("even", even.get("name").textValue());
    // Differences 0.5, 0.5, 1.5: mean 2.5 / 3, squares 6 / 9, of the mean 6 / 9 / 2 / 3 = 1 / 9.
    assertEquals(2.5 / 3, even.get("difference").doubleValue(), TOLERANCE);
    assertEquals(1.0 / 3, even.get("differenceStandardError").doubleValue(), TOLERANCE);
    assertEquals(3, even.get("pairs").intValue());
    assertEquals(TOKENS, even.get("tokens").doubleValue());
    long parameters = ModelConfig.of(32, 256, 1, 2, 16, 64).nonEmbeddingParameters();
    assertEquals(6.0 * parameters * TOKENS, even.get("flops").doubleValue());
    ObjectNode changed = (ObjectNode) even.get("changed");
    assertEquals("\"low-discrepancy\"", changed.get("objective.times").textValue());
    assertEquals(1, changed.size(), changed.toString());
  }

  @Test
  void onlySeedsThatBothHaveArePaired() throws IOException {
    paper(1, "1");
    paper(2, "100");
    even(1, "3");
    even(7, "2.5");
    JsonNode even = json("paper").get("groups").get(0);
    assertEquals(2, even.get("difference").doubleValue(), TOLERANCE);
    assertEquals(1, even.get("pairs").intValue());
    assertFalse(even.has("differenceStandardError"));
    assertTrue(even.has("standardError"));
  }

  @Test
  void groupsWithoutACommonSeedHaveNoDifference() throws IOException {
    paper(1, "1");
    even(2, "3");
    String text = SeedTable.read(results, null).toText(1000);
    String line = text.lines().skip(3).findFirst().orElseThrow();
    assertEquals(
        List.of("even", "1", "3.0000", "–", "640"), List.of(line.split(" +")).subList(0, 5), text);
  }

  @Test
  void theTableShowsTheLowestLossFirstAndComparesWithIt() throws IOException {
    paper(1, "1.00004");
    paper(2, "3");
    even(1, "0.5");
    even(2, "2");
    List<String> lines = SeedTable.read(results, null).toMarkdown().lines().toList();
    assertEquals(4, lines.size(), lines.toString());
    assertEquals(
        List.of("runs", "seeds", "validation loss", "difference to even"), cells(lines.get(0), 4));
    assertEquals(List.of("even", "2", "1.2500 ± 0.7500", ""), cells(lines.get(2), 4));
    assertEquals(
        List.of("paper", "2", "2.0000 ± 1.0000", "+0.7500 ± 0.2500"), cells(lines.get(3), 4));
    assertTrue(lines.get(3).contains("times uniform"), lines.get(3));
  }

  private static List<String> cells(String line, int count) {
    return List.of(line.split("\\|")).subList(1, count + 1).stream().map(String::strip).toList();
  }

  @Test
  void howOftenARunWasSavedDoesNotPartItFromItsGroup() throws IOException {
    paper(1, "1");
    run(
        config("paper-2", 2, TimeSampling.UNIFORM).withCheckpoints(new CheckpointConfig(1, 1, 1)),
        "finished",
        "2");
    JsonNode groups = json(null).get("groups");
    assertEquals(1, groups.size());
    assertEquals("[1,2]", groups.get(0).get("seeds").toString());
  }

  @Test
  void whatCannotCountIsNamedWithTheReason() throws IOException {
    paper(1, "1");
    run(config("paper-2", 2, TimeSampling.UNIFORM), "stopped", "2");
    run(config("twice", 1, TimeSampling.UNIFORM), "finished", "5");
    run(config("silent", 3, TimeSampling.UNIFORM), "finished", "");
    run(config("old", 4, TimeSampling.UNIFORM), "finished", "4");
    Files.writeString(results.resolve("old/config.json"), "{}");
    run(config("torn", 5, TimeSampling.UNIFORM), "finished", "x");
    JsonNode json = json(null);
    assertEquals("{\"1\":1.0}", json.get("groups").get(0).get("losses").toString());
    assertEquals("paper", json.get("groups").get(0).get("name").textValue());
    String text = SeedTable.read(results, null).toText(1000);
    assertTrue(text.contains("left out: paper-2 (stopped)\n"), text);
    assertTrue(text.contains("left out: twice (same seed and config as paper-1)\n"), text);
    assertTrue(text.contains("left out: silent (no validation loss)\n"), text);
    assertTrue(text.contains("left out: old (") && text.contains("old/config.json"), text);
    assertTrue(text.contains("left out: torn (") && text.contains("torn/metrics.csv"), text);
    assertEquals(5, json.get("leftOut").size());
  }

  @Test
  void aGroupToCompareWithMustBeThere() throws IOException {
    assertTrue(SeedTable.read(results, null).isEmpty());
    assertEquals(0, json(null).get("groups").size());
    UserException none = assertThrows(UserException.class, () -> SeedTable.read(results, "paper"));
    assertTrue(none.getMessage().startsWith("no runs have finished"), none.getMessage());
    paper(1, "1");
    UserException other = assertThrows(UserException.class, () -> SeedTable.read(results, "even"));
    assertEquals("no finished runs are called even: choose one of paper", other.getMessage());
    assertEquals("paper", json("paper").get("against").textValue());
  }

  @Test
  void groupsWhoseNamesBeginAlikeAreToldApartByTheirFirstRuns() throws IOException {
    run(config("run-1", 1, TimeSampling.UNIFORM), "finished", "2");
    run(config("run-2", 2, TimeSampling.UNIFORM), "finished", "3");
    run(config("run-3", 3, TimeSampling.LOW_DISCREPANCY), "finished", "1");
    JsonNode groups = json("run-1").get("groups");
    assertEquals("run-3", groups.get(0).get("name").textValue());
    assertEquals("run-1", groups.get(1).get("name").textValue());
  }

  @Test
  void aGroupIsCalledWhatItsNamesBeginWith() {
    assertEquals("paper", SeedGroup.commonName(List.of("paper-10", "paper-11")));
    assertEquals("a/b-c", SeedGroup.commonName(List.of("a/b-c-1", "a/b-c-2", "a/b-c")));
    assertEquals("a", SeedGroup.commonName(List.of("a/one.1", "a/once.1")));
    assertEquals("left", SeedGroup.commonName(List.of("left", "right")));
    assertEquals("alone-1", SeedGroup.commonName(List.of("alone-1")));
  }
}
