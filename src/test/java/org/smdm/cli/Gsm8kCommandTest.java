package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Word problems from the command line, with models that know nothing. */
@ResourceLock("System.out")
class Gsm8kCommandTest {

  @TempDir static Path models;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    Terminal.pretrainBoth(models, 160);
  }

  private Path problems(int count) {
    Path file = folder.resolve("problems.jsonl");
    Terminal.smdm("gsm8k", "--make", count, "--part", "test", "--out", file).assertDone();
    return file;
  }

  private static JsonNode json(Path file) throws Exception {
    return new ObjectMapper().readTree(file.toFile());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mdm", "arm"})
  void anInterruptedRunGoesOnToTheSameTranscripts(String family) throws Exception {
    Path data = problems(5);
    Path out = folder.resolve("whole");
    // An ARM has no denoising steps.
    String knob = family.equals("mdm") ? "--steps" : "--top-k";
    Object[] words = {
      "gsm8k", models.resolve(family), "--data", data, knob, 8, "--batch", 2, "--out", out
    };
    Terminal whole = Terminal.smdm(words);
    whole.assertDone();
    assertTrue(whole.out().contains("paper: Llama-2 7B"), whole.out());
    List<String> lines = Files.readAllLines(out.resolve("transcripts.jsonl"));
    assertEquals(5, lines.size());
    // As if it had been killed while it wrote the third line.
    Files.writeString(
        out.resolve("transcripts.jsonl"),
        lines.get(0) + "\n" + lines.get(1) + "\n" + lines.get(2).substring(0, 20));
    Terminal again = Terminal.smdm(words);
    again.assertDone();
    assertEquals(lines, Files.readAllLines(out.resolve("transcripts.jsonl")));
    assertEquals(whole.out(), again.out());
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertTrue(first.get("thought").textValue().startsWith("Question: "), lines.get(0));
    JsonNode result = json(out.resolve("gsm8k.json"));
    assertEquals(5, result.get("problems").intValue());
    assertEquals(0, result.get("right").intValue());
    String table = Files.readString(out.resolve("table.md"));
    assertTrue(table.contains("paper: MDM 1.1B"), table);
    assertTrue(table.contains(result.get("right").intValue() + " of 5"), table);
    Terminal.smdm("gsm8k", models.resolve(family), "--data", data, knob, 9, "--out", out)
        .assertRefused("begun otherwise");
  }

  @Test
  void aQuestionWithoutRoomIsCountedAsWrong() throws Exception {
    Path data = folder.resolve("long.jsonl");
    Files.writeString(
        data, "{\"question\": \"" + "why ".repeat(60) + "\", \"answer\": \"so\\n#### 4\"}\n");
    Path out = folder.resolve("long");
    Terminal.smdm("gsm8k", models.resolve("mdm"), "--data", data, "--out", out).assertDone();
    JsonNode result = json(out.resolve("gsm8k.json"));
    assertEquals(1, result.get("tooLong").intValue());
    assertEquals(0.0, result.get("accuracy").doubleValue());
  }

  @Test
  void mistakesAreNamed() {
    Terminal.smdm("gsm8k", models.resolve("mdm")).assertRefused("--data is missing");
    Terminal.smdm("gsm8k", "--make", 0, "--out", folder.resolve("x")).assertRefused("--make is 0");
    Terminal.smdm("gsm8k", "--make", 3).assertRefused("--out");
    Terminal.smdm("gsm8k", models.resolve("mdm"), "--data", problems(1), "--begin-of-text")
        .assertRefused("no begin of text");
    assertFalse(Files.exists(folder.resolve("x")));
  }
}
