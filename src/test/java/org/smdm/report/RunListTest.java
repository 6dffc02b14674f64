package org.smdm.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smdm.io.UserException;

class RunListTest {

  private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");
  private static final String HEADER =
      "step,tokens,loss,tokens_per_second,validation_loss,validation_standard_error\n";

  @TempDir Path results;

  private Path run(String name, String began, String state, String metrics) throws IOException {
    Path folder = Files.createDirectories(results.resolve(name));
    Files.writeString(
        folder.resolve("manifest.json"),
        "{\"family\":\"mdm\",\"nonEmbeddingParameters\":1051000,\"steps\":5000,\"began\":\"%s\",\"state\":\"%s\"}"
            .formatted(began, state));
    if (metrics != null) {
      Files.writeString(folder.resolve("metrics.csv"), metrics);
    }
    return folder;
  }

  private static String steps(int from, int to, double loss) {
    StringBuilder lines = new StringBuilder();
    for (int i = from; i <= to; i++) {
      lines.append("%d,%d,%s,100,,\n".formatted(i, 1000L * i, loss));
    }
    return lines.toString();
  }

  private List<String> names(RunList.Order order) {
    return RunList.read(results, order)
        .toText(NOW, 1000)
        .lines()
        .skip(2)
        .map(line -> line.split(" ")[0])
        .filter(name -> !name.startsWith("["))
        .toList();
  }

  @Test
  void aRunIsSummedUpFromItsLastLines() throws IOException {
    run(
        "quick/one",
        "2026-01-01T22:30:00Z",
        "finished",
        HEADER + steps(1, 30, 9) + "30,30000,,,2.5,0.061\n" + steps(31, 50, 3));
    String text = RunList.read(results, RunList.Order.DATE).toText(NOW, 1000);
    assertEquals(
        List.of(
            "run        family  params  state     step     of  tokens   loss     validation  tokens/s  age",
            "quick/one  MDM      1.05M  finished    50  5,000   50.0k  3.000  2.500 ± 0.061       100  1h 30m"),
        List.of(text.lines().toList().get(0), text.lines().toList().get(2)));
  }

  @Test
  void theValidationIsFoundHoweverFarBack() throws IOException {
    Path far =
        run(
            "far",
            "2026-01-01T00:00:00Z",
            "finished",
            HEADER + "1,1,,,4.5,\n" + steps(1, 60_000, 2) + "60001,6");
    assertTrue(Files.size(far.resolve("metrics.csv")) > 1 << 20);
    MetricsTail tail = MetricsTail.read(far.resolve("metrics.csv"));
    assertEquals(new MetricsTail(60_000, 60_000_000, 2, 100, 4.5, Double.NaN), tail);
  }

  @Test
  void aRunThatHasJustBegunIsListedWithoutNumbers() throws IOException {
    run("none", "2026-01-01T23:59:00Z", "stopped", null);
    run("header", "2026-01-01T23:58:00Z", "stopped", HEADER);
    run("torn", "2026-01-01T23:57:00Z", "stopped", HEADER + "1,51");
    RunList list = RunList.read(results, RunList.Order.DATE);
    assertEquals(List.of("none", "header", "torn"), names(RunList.Order.DATE));
    assertFalse(list.toText(NOW, 1000).contains("unreadable"), list.toText(NOW, 1000));
    assertFalse(list.toJson().contains("NaN"), list.toJson());
  }

  @Test
  void runsComeInTheOrderAskedFor() throws IOException {
    run("a", "2026-01-01T01:00:00Z", "finished", HEADER + "1,1,,,3,\n");
    run("b", "2026-01-01T03:00:00Z", "finished", HEADER + "1,1,,,1,\n");
    run("c", "2026-01-01T02:00:00Z", "finished", HEADER + "1,1,2,,,\n");
    Files.createDirectories(results.resolve("0"));
    Files.writeString(results.resolve("0/manifest.json"), "{}");
    assertEquals(List.of("b", "a", "c", "0"), names(RunList.Order.LOSS));
    assertEquals(List.of("b", "c", "a", "0"), names(RunList.Order.DATE));
    assertEquals(List.of("a", "b", "c", "0"), names(RunList.Order.NAME));
  }

  @Test
  void damagedAndForeignFoldersAreListedWithTheReason() throws IOException {
    String good = HEADER + steps(1, 3, 2);
    run("good", "2026-01-01T01:00:00Z", "finished", good);
    run("when", "yesterday", "finished", good);
    run("cells", "2026-01-01T01:00:00Z", "finished", good + "4,x,1,1,,\n");
    run("few", "2026-01-01T01:00:00Z", "finished", good + "4,5\n");
    run("columns", "2026-01-01T01:00:00Z", "finished", "name,colour\nrose,red\n");
    run("binary", "2026-01-01T01:00:00Z", "finished", "\u0000\u0001\u0002");
    Files.delete(run("lost", "2026-01-01T01:00:00Z", "finished", good).resolve("manifest.json"));
    Path folders = Files.createDirectories(results.resolve("folders/manifest.json")).getParent();
    Files.createDirectories(folders.resolve("metrics.csv"));
    Files.createDirectories(results.resolve("foreign"));
    Files.writeString(results.resolve("foreign/manifest.json"), "[{\"src\":\"icon.png\"}]");
    Files.createDirectories(results.resolve("broken"));
    Files.writeString(results.resolve("broken/manifest.json"), "{\"state\": ");

    String text = RunList.read(results, RunList.Order.NAME).toText(NOW, 1000);
    List<String> bad =
        List.of(
            "binary", "broken", "cells", "columns", "few", "folders", "foreign", "lost", "when");
    List<String> lines = text.lines().toList();
    assertTrue(lines.get(2).startsWith("good"), text);
    for (int i = 0; i < bad.size(); i++) {
      assertTrue(lines.get(3 + i).startsWith(bad.get(i)), text);
      assertTrue(lines.get(3 + i).contains("unreadable [%d]".formatted(i + 1)), text);
      String note = lines.get(3 + bad.size() + i);
      assertTrue(note.startsWith("[%d] ".formatted(i + 1)) && note.contains(bad.get(i)), text);
    }
    assertTrue(RunList.read(results, RunList.Order.NAME).toJson().contains("\"error\""));
  }

  @Test
  void aFailedRunSaysWhyInANote() throws IOException {
    Path folder = run("f", "2026-01-01T01:00:00Z", "failed", null);
    Files.writeString(
        folder.resolve("manifest.json"),
        "{\"began\":\"2026-01-01T01:00:00Z\",\"state\":\"failed\",\"reason\":\"the disk is full\"}");
    String text = RunList.read(results, RunList.Order.NAME).toText(NOW, 1000);
    assertTrue(text.contains("failed [1]") && text.contains("\n[1] the disk is full\n"), text);
  }

  @Test
  void foldersInsideOfRunsAndLinksInACircleAreNotSearched() throws IOException {
    Path outer = run("deep/er/run", "2026-01-01T01:00:00Z", "finished", null);
    Files.createDirectories(outer.resolve("inner"));
    Files.writeString(outer.resolve("inner/manifest.json"), "{}");
    Files.createSymbolicLink(results.resolve("deep/circle"), results);
    assertEquals(List.of(outer), RunFinder.find(results));
    assertEquals(List.of(outer), RunFinder.find(outer));
    Path file = Files.writeString(results.resolve("file"), "");
    assertThrows(UserException.class, () -> RunFinder.find(file));
  }

  @Test
  void countsAndAgesAreShort() {
    assertEquals("", RunList.count(null));
    assertEquals("0", RunList.count(0L));
    assertEquals("999", RunList.count(999L));
    assertEquals("1.00k", RunList.count(1000L));
    assertEquals("131k", RunList.count(131_392L));
    assertEquals("1.00M", RunList.count(999_999L));
    assertEquals("10.0M", RunList.count(9_999_999L));
    assertEquals("1.03G", RunList.count(1_028_000_000L));
    assertEquals("0m 00s", TimeSpan.text(Duration.ofSeconds(-5).toMillis() / 1e3));
    assertEquals("59m 59s", TimeSpan.text(Duration.ofSeconds(3599).toMillis() / 1e3));
    assertEquals("23h 05m", TimeSpan.text(Duration.ofMinutes(23 * 60 + 5).toMillis() / 1e3));
    assertEquals("400d 01h", TimeSpan.text(Duration.ofHours(400 * 24 + 1).toMillis() / 1e3));
  }

  @Test
  void legendsNameRunsByAsLittleAsTellsThemApart() {
    Path arm = Path.of("results/quickstart/arm");
    Path again = Path.of("results/quickstart-2/arm");
    Path other = Path.of("results/other");
    assertEquals(
        Map.of(arm, "quickstart/arm", again, "quickstart-2/arm", other, "other"),
        RunNames.of(List.of(arm, again, other)));
  }
}
