package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.smdm.config.ConfigJson;
import org.smdm.config.SamplingConfig;
import org.smdm.config.SweepConfig;
import org.smdm.config.SweepConfig.Candidate;
import org.smdm.eval.generation.SweepRow;

/** Sweeps of sampling and the frontier of quality and cost, from the command line. */
@ResourceLock("System.out")
class SweepCommandTest {

  @TempDir static Path models;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    for (String name : List.of("mdm", "arm", "judge")) {
      Terminal.pretrain(
              models,
              "--objective",
              name.equals("mdm") ? "mdm" : "arm",
              "--steps",
              2,
              "--seed",
              name.length(),
              "--batch-size",
              4,
              "--name",
              name)
          .assertDone();
    }
  }

  private SweepConfig cloze(Candidate... candidates) {
    return new SweepConfig(
        "words",
        models.resolve("judge").toString(),
        new SweepConfig.Prompts("sotu", 0.05, SweepConfig.Kind.CLOZE, 6, 4, 32),
        2,
        1,
        "cpu",
        List.of(candidates));
  }

  private Candidate candidate(String model, String label, int steps) {
    return new Candidate(
        model, label, models.resolve(model).toString(), new SamplingConfig(32, steps, 1));
  }

  private SweepRow row(Path sweep, String name) throws Exception {
    return Files.readAllLines(sweep.resolve("rows.jsonl")).stream()
        .map(line -> ConfigJson.read(line, SweepRow.class, "rows"))
        .filter(row -> row.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aSweepMeasuresEveryWayAndTheRealText() throws Exception {
    SweepConfig config =
        cloze(candidate("mdm", "1", 1), candidate("mdm", "40", 40), candidate("arm", "", 1));
    Path file = folder.resolve("sweep.json");
    Files.writeString(file, ConfigJson.write(config));
    Terminal done = Terminal.smdm("sweep", file, "--results", folder);
    done.assertDone();
    for (String line : List.of("real text", "mdm, 1", "mdm, 40", "arm")) {
      assertTrue(done.out().lines().anyMatch(l -> l.startsWith(line)), done.out());
    }
    Path sweep = folder.resolve("words");
    assertEquals(1, row(sweep, "real text").exactMatch());
    SweepRow once = row(sweep, "mdm, 1");
    SweepRow often = row(sweep, "mdm, 40");
    // A word of n bytes: one pass at one step, n at more steps than bytes, but for ties.
    assertTrue(once.passesPerToken() < often.passesPerToken() && often.passesPerToken() <= 1);
    assertTrue(once.judgeBitsPerByte() > 0 && once.judgeError() > 0);
    assertTrue(once.documents() > 1 && once.documents() <= once.texts());
    String note = "the 6 texts are of %d, and those".formatted(once.documents());
    assertTrue(done.out().contains(note), done.out());
    assertTrue(Files.readString(sweep.resolve("table.md")).contains(note));
    assertEquals(18, Files.readAllLines(sweep.resolve("samples.jsonl")).size());
    for (String name :
        List.of("table.md", "rows.csv", "quality-by-seconds.svg", "quality-by-passes.png")) {
      assertTrue(Files.size(sweep.resolve(name)) > 0, name);
    }

    // Nothing is measured twice: the times stay.
    Terminal again = Terminal.smdm("sweep", file, "--results", folder);
    again.assertDone();
    assertEquals(done.out(), again.out());
    assertEquals("sweep  all 3 ways are there already\n", again.err());

    // Killed between a candidate's texts and its row: its texts are not there twice.
    List<String> rows = Files.readAllLines(sweep.resolve("rows.jsonl"));
    List<String> samples = Files.readAllLines(sweep.resolve("samples.jsonl"));
    Files.writeString(sweep.resolve("rows.jsonl"), String.join("\n", rows.subList(0, 3)) + "\n");
    Terminal.smdm("sweep", file, "--results", folder).assertDone();
    assertEquals(samples, Files.readAllLines(sweep.resolve("samples.jsonl")));
    assertEquals(4, Files.readAllLines(sweep.resolve("rows.jsonl")).size());

    Files.writeString(file, ConfigJson.write(cloze(candidate("mdm", "1", 2))));
    Terminal.smdm("sweep", file, "--results", folder).assertRefused("holds another sweep");
  }

  @Test
  void whatAnInterruptLeftHindersNothing() throws Exception {
    Path sweep = Files.createDirectories(folder.resolve("words"));
    Files.createFile(sweep.resolve(".lock"));
    Path half = Files.createFile(sweep.resolve(".sweep.json." + UUID.randomUUID() + ".tmp"));
    Path file = folder.resolve("sweep.json");
    Files.writeString(file, ConfigJson.write(cloze(candidate("mdm", "1", 1))));
    Terminal.smdm("sweep", file, "--results", folder).assertDone();
    assertFalse(Files.exists(half));
    Files.delete(sweep.resolve("sweep.json"));
    Terminal.smdm("sweep", file, "--results", folder).assertRefused("is there already");
  }

  @Test
  void theFrontierIsASweepThatCanBeSaved() throws Exception {
    Path file = folder.resolve("frontier.json");
    Terminal.smdm(
            "frontier",
            "--mdm",
            models.resolve("mdm"),
            "--arm",
            models.resolve("arm"),
            "--judge",
            models.resolve("judge"),
            "--count",
            4,
            "--repeats",
            1,
            "--save-config",
            file)
        .assertDone();
    SweepConfig config = ConfigJson.read(file, SweepConfig.class);
    assertEquals(
        "ARM, key/value cache", config.candidates().get(config.candidates().size() - 1).group());
    Terminal done = Terminal.smdm("sweep", file, "--results", folder);
    done.assertDone();
    String csv = Files.readString(folder.resolve("frontier/rows.csv"));
    assertEquals(config.candidates().size() + 2, csv.lines().count());
    assertTrue(csv.contains("cached"), csv);
    new ObjectMapper().readTree(Files.readAllLines(folder.resolve("frontier/rows.jsonl")).get(0));
  }

  @Test
  void modelsThatCannotJudgeAndPromptsThatAreNotThereAreRefused() throws Exception {
    Path file = folder.resolve("bad.json");
    SweepConfig good = cloze(candidate("mdm", "1", 1));
    SweepConfig mdmJudges =
        new SweepConfig(
            "a", models.resolve("mdm").toString(), good.prompts(), 1, 1, "cpu", good.candidates());
    Files.writeString(file, ConfigJson.write(mdmJudges));
    Terminal.smdm("sweep", file, "--results", folder)
        .assertRefused("give the checkpoint of an ARM");
    SweepConfig many =
        new SweepConfig(
            "b",
            good.judge(),
            new SweepConfig.Prompts("sotu", 0.05, SweepConfig.Kind.CLOZE, 1_000_000, 4, 32),
            1,
            1,
            "cpu",
            good.candidates());
    Files.writeString(file, ConfigJson.write(many));
    Terminal.smdm("sweep", file, "--results", folder).assertRefused("lower prompts.count");
  }
}
