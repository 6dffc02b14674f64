package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.config.ConfigJson;
import org.smdm.config.SamplingConfig;
import org.smdm.config.Unmasking;

/** Sampling from the command line, of one prompt and of files of prompts. */
@ResourceLock("System.out")
class SampleCommandTest {

  @TempDir static Path models;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    for (String family : List.of("mdm", "arm")) {
      Terminal.pretrain(
              models, "--objective", family, "--steps", 3, "--batch-size", 4, "--name", family)
          .assertDone();
    }
  }

  private Path prompts(String... lines) throws Exception {
    Path file = folder.resolve("prompts.jsonl");
    Files.writeString(file, String.join("\n", lines) + "\n");
    return file;
  }

  private static List<JsonNode> lines(Path file) throws Exception {
    List<JsonNode> nodes = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      nodes.add(new ObjectMapper().readTree(line));
    }
    return nodes;
  }

  @Test
  void blanksAnywhereAreFilledAndTheRestStays() {
    Terminal filled =
        Terminal.smdm(
            "sample", models.resolve("mdm"), "--prompt", "We ▢{4} the ▢▢ of", "--past-end-of-text");
    filled.assertDone();
    String text = filled.out().stripTrailing();
    assertTrue(text.startsWith("We ") && text.endsWith(" of") && text.contains(" the "), text);
    Terminal.smdm("sample", models.resolve("arm"), "--prompt", "We ▢{4}")
        .assertRefused("an ARM cannot fill");
    Terminal.smdm("sample", models.resolve("mdm"), "--prompt", "We ▢{many}")
        .assertRefused("no number of blanks");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mdm", "arm"})
  void aFileOfPromptsBecomesAFileOfTexts(String family) throws Exception {
    Path input = prompts("{\"id\": 7, \"prompt\": \"We \"}", "", "{\"prompt\": \"Our nation's\"}");
    Path output = folder.resolve("texts.jsonl");
    Terminal done =
        Terminal.smdm(
            "sample",
            models.resolve(family),
            "--input",
            input,
            "--output",
            output,
            "--count",
            3,
            "--length",
            24,
            "--guidance",
            0.5);
    done.assertDone();
    List<JsonNode> lines = lines(output);
    assertEquals(6, lines.size());
    for (int i = 0; i < 6; i++) {
      JsonNode line = lines.get(i);
      assertEquals(i % 3, line.get("sample").intValue());
      assertEquals(i < 3 ? 7 : -1, line.path("id").asInt(-1));
      String prompt = line.get("prompt").textValue();
      assertEquals(prompt + line.get("filled").get(0).textValue(), line.get("text").textValue());
    }
    assertFalse(Files.exists(folder.resolve("texts.jsonl.partial")));
    // The same again, and each prompt's first sample whatever stands beside it.
    Path again = folder.resolve("again.jsonl");
    Terminal.smdm(
            "sample",
            models.resolve(family),
            "--input",
            input,
            "--output",
            again,
            "--count",
            3,
            "--length",
            24,
            "--guidance",
            0.5)
        .assertDone();
    assertEquals(Files.readString(output), Files.readString(again));
    Terminal.smdm("sample", models.resolve(family), "--input", input, "--output", output)
        .assertRefused("is there already");
  }

  @Test
  void aKilledBatchGoesOnToTheSameFile() throws Exception {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      many.add("{\"prompt\": \"Speech " + i + "\"}");
    }
    Path input = prompts(many.toArray(String[]::new));
    Path whole = folder.resolve("whole.jsonl");
    List<String> words =
        List.of(
            "sample",
            models.resolve("mdm").toString(),
            "--input",
            input.toString(),
            "--unmasking",
            "confidence",
            "--output");
    Terminal.smdm(with(words, whole).toArray()).assertDone();
    Path killed = folder.resolve("killed.jsonl");
    Path partial = folder.resolve("killed.jsonl.partial");
    Process process =
        ChildProcess.smdm(
            folder.resolve("log.txt"), with(words, killed).stream().map(String::valueOf).toList());
    while (process.isAlive()
        && (!Files.exists(partial) || Files.readString(partial).lines().count() < 70)) {
      Thread.sleep(2);
    }
    process.destroyForcibly().waitFor();
    assertFalse(Files.exists(killed), "it was over before it could be killed");
    long done = Files.readString(partial).lines().count();
    // A torn last line, as a power cut leaves it.
    Files.writeString(partial, Files.readString(partial) + "{\"number\":39");
    Terminal.smdm(with(words, killed).toArray()).assertRefused("add --resume");
    Terminal.smdm(with(words, killed, "--resume", "--seed", 5).toArray())
        .assertRefused("seed 3407 → 5");
    Terminal resumed = Terminal.smdm(with(words, killed, "--resume").toArray());
    resumed.assertDone();
    assertTrue(resumed.err().contains("goes on after " + done + " texts"), resumed.err());
    assertEquals(Files.readString(whole), Files.readString(killed));
  }

  private static List<Object> with(List<String> words, Object... more) {
    List<Object> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"mdm", "arm"})
  void watchingGivesTheSameTexts(String family) {
    Object[] words = {
      "sample", models.resolve(family), "--prompt", "We ", "--count", 3, "--length", 24
    };
    List<Object> watching = new ArrayList<>(List.of(words));
    watching.add("--watch");
    Terminal watched = Terminal.smdm(watching.toArray());
    watched.assertDone();
    assertEquals(Terminal.smdm(words).out(), watched.out());
    // An MDM's steps are lines where there is no terminal.
    assertEquals(family.equals("mdm"), watched.err().lines().count() > 10, watched.err());
  }

  @Test
  void badPromptsAreNamedByTheirLine() throws Exception {
    Path output = folder.resolve("out.jsonl");
    for (List<String> bad :
        List.of(
            List.of("{\"text\": 1}", "Line 2", "no \"prompt\""),
            List.of("{\"prompt\": ", "Line 2", "not valid JSON"),
            List.of("[]", "Line 2", "not a JSON object"),
            List.of(
                "{\"prompt\": \"" + "long ".repeat(30) + "\"}", "Line 2", "raise the length"))) {
      Path input = prompts("{\"prompt\": \"fine\"}", bad.get(0));
      Terminal refused =
          Terminal.smdm("sample", models.resolve("mdm"), "--input", input, "--output", output);
      refused.assertRefused(bad.get(1));
      refused.assertRefused(bad.get(2));
    }
    Terminal.smdm("sample", models.resolve("mdm"), "--input", prompts(""), "--output", output)
        .assertRefused("has no prompts");
    Terminal.smdm("sample", models.resolve("mdm"), "--input", prompts("{}"))
        .assertRefused("belong together");
  }

  @Test
  void aSavedConfigSamplesTheSame() {
    Path file = folder.resolve("sampling.json");
    Object[] options = {
      "sample",
      models.resolve("mdm"),
      "--length",
      20,
      "--unmasking",
      "confidence",
      "--threshold",
      0.2,
      "--guidance",
      1.5,
      "--top-k",
      9
    };
    List<Object> saving = new ArrayList<>(List.of(options));
    saving.addAll(List.of("--save-sampling", file));
    Terminal.smdm(saving.toArray()).assertDone();
    SamplingConfig config = ConfigJson.read(file, SamplingConfig.class);
    assertEquals(Unmasking.CONFIDENCE, config.order().unmasking());
    assertEquals(1.5, config.guidance().scale());
    assertEquals(
        Terminal.smdm(options), Terminal.smdm("sample", models.resolve("mdm"), "--sampling", file));
  }
}
