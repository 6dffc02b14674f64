package org.smdm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Evaluations from the command line: results on disk, resuming, comparing, bad input. */
@ResourceLock("System.out")
class EvalCommandTest {

  @TempDir static Path models;
  @TempDir static Path data;
  @TempDir Path folder;

  @BeforeAll
  static void prepare() throws Exception {
    for (String family : List.of("mdm", "arm")) {
      Terminal.pretrain(
              models, "--objective", family, "--steps", 3, "--batch-size", 4, "--name", family)
          .assertDone();
    }
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      lines.append(
          ("{\"id\": \"%d\", \"question\": {\"stem\": \"Which of %d is short?\", \"choices\": "
                  + "[{\"text\": \"a%d\", \"label\": \"A\"}, {\"text\": \"much longer\", \"label\": \"B\"}]}, "
                  + "\"answerKey\": \"A\"}\n")
              .formatted(i, i, i));
    }
    Files.createDirectories(data.resolve("openbookqa"));
    Files.writeString(data.resolve("openbookqa/test.jsonl"), lines);
    Files.createDirectories(data.resolve("lambada_standard"));
    Files.writeString(
        data.resolve("lambada_standard/lambada_test_plain_text.txt"),
        "one two three four five six seven eight nine ten\nthe cat sat\n");
  }

  private Terminal eval(String family, Object... more) {
    Stream<Object> words =
        Stream.of(
            "eval",
            models.resolve(family),
            "--data",
            data,
            "--tasks",
            "openbookqa,lambada_standard",
            "--bootstrap",
            200);
    return Terminal.smdm(Stream.concat(words, Stream.of(more)).toArray());
  }

  private static JsonNode rows(Path out) throws Exception {
    return new ObjectMapper().readTree(out.resolve("evaluation.json").toFile()).get("rows");
  }

  @Test
  void anInterruptedEvaluationGoesOnToTheSameTable() throws Exception {
    Path out = folder.resolve("whole");
    Terminal whole =
        eval(
            "mdm",
            "--out",
            out,
            "--mc-num",
            8,
            "--guidance",
            0.5,
            "--samples",
            "--batch-tokens",
            200);
    whole.assertDone();
    assertTrue(whole.out().contains("openbookqa"), whole.out());
    assertTrue(whole.out().contains("stratified ×8, w=0.5"), whole.out());
    assertTrue(whole.out().contains("cut from the left"), whole.out());
    assertEquals(4, rows(out).size());
    List<String> answers = Files.readAllLines(out.resolve("answers.jsonl"));
    assertEquals(12, answers.size());
    try (Stream<Path> files = Files.walk(out.resolve("fixed"))) {
      assertEquals(3, files.filter(Files::isRegularFile).count()); // results, samples of two tasks
    }

    Path again = folder.resolve("again");
    Files.createDirectories(again);
    Files.writeString(
        again.resolve("answers.jsonl"),
        String.join("\n", answers.subList(0, 5)) + "\n" + answers.get(5).substring(0, 40));
    Terminal resumed =
        eval("mdm", "--out", again, "--mc-num", 8, "--guidance", 0.5, "--batch-tokens", 3000);
    resumed.assertDone();
    assertTrue(resumed.err().contains("goes on after 3 requests"), resumed.err());
    assertEquals(rows(out), rows(again));
    assertEquals(12, Files.readAllLines(again.resolve("answers.jsonl")).size());
    assertEquals(
        Files.readString(out.resolve("table.csv")), Files.readString(again.resolve("table.csv")));

    // Another estimator knows none of these answers.
    eval("mdm", "--out", again, "--nll", "chain-rule").assertDone();
    assertEquals(24, Files.readAllLines(again.resolve("answers.jsonl")).size());
  }

  @Test
  void thePresetHasAFixedSettingBesideThePapers() throws Exception {
    Path out = folder.resolve("preset");
    eval(
            "mdm",
            "--out",
            out,
            "--preset",
            "smdm-1.1b",
            "--mc-num",
            4,
            "--limit",
            2,
            "--name",
            "tiny")
        .assertDone();
    assertEquals(
        List.of("per-task", "per-task", "per-task", "per-task", "fixed", "fixed", "fixed", "fixed"),
        rows(out).findValuesAsText("setting"));
    assertEquals("chain-rule, w=1.1", rows(out).get(0).get("likelihood").textValue());
    assertEquals("stratified ×4", rows(out).get(4).get("likelihood").textValue());

    Path arm = folder.resolve("arm");
    eval("arm", "--out", arm).assertDone();
    Path both = folder.resolve("both");
    Terminal compared = Terminal.smdm("compare", out, arm, "--paper", "--out", both);
    compared.assertDone();
    assertTrue(compared.out().contains("tiny, per-task"), compared.out());
    assertTrue(compared.out().contains("52.70"), compared.out());
    assertTrue(compared.out().contains("secondary"), compared.out());
    for (String name :
        List.of("comparison.md", "comparison.csv", "comparison.svg", "comparison.png")) {
      assertTrue(Files.size(both.resolve(name)) > 100, name);
    }
  }

  @Test
  void drawsStopWhenAChoiceIsKnown() throws Exception {
    Path all = folder.resolve("all");
    Path early = folder.resolve("early");
    Object[] options = {"--tasks", "openbookqa", "--nll", "stratified", "--mc-num", 512};
    Terminal.smdm(
            Stream.concat(
                    Stream.of("eval", models.resolve("mdm"), "--data", data, "--out", all),
                    Stream.of(options))
                .toArray())
        .assertDone();
    Terminal.smdm(
            Stream.concat(
                    Stream.of(
                        "eval",
                        models.resolve("mdm"),
                        "--data",
                        data,
                        "--out",
                        early,
                        "--confidence",
                        0.95),
                    Stream.of(options))
                .toArray())
        .assertDone();
    assertTrue(
        rows(early).get(0).get("forwardPasses").longValue()
            < rows(all).get(0).get("forwardPasses").longValue() / 2);
    // "much longer" is never likelier than two characters.
    assertEquals(1.0, rows(early).get(0).get("value").doubleValue());
    assertEquals(rows(all).get(0).get("value"), rows(early).get(0).get("value"));
  }

  @Test
  void tasksAreListedWithoutACheckpoint() {
    Terminal listed = Terminal.smdm("eval", "--list", "--data", data);
    listed.assertDone();
    assertTrue(listed.out().contains("lambada_test_plain_text.txt"), listed.out());
    assertTrue(listed.out().contains(data.resolve("race").toString()), listed.out());
  }

  @Test
  void whatCannotBeScoredIsRefusedInASentence() throws Exception {
    Path run = models.resolve("mdm");
    Terminal.smdm("eval", run, "--data", folder)
        .assertRefused("has no data: run ./smdm get arc_easy");
    Terminal.smdm("eval", run, "--tasks", "chess").assertRefused("There is no task chess");
    Terminal.smdm("eval", run, "--nll", "guess").assertRefused("There is no estimator guess");
    eval("mdm", "--mc-num", 0).assertRefused("mc-num is 0");
    eval("mdm", "--guidance", -1).assertRefused("guidance is -1");
    eval("arm", "--nll", "mc").assertRefused("scored exactly");
    eval("mdm", "--preset", "gpt-5").assertRefused("There is no preset");
    Terminal.smdm("eval").assertRefused("CHECKPOINT");
    Terminal.smdm("compare", folder).assertRefused("does not exist");
    Path wrong = folder.resolve("wrong.json");
    Files.writeString(wrong, "{\"rows\": 1}");
    Terminal.smdm("compare", wrong).assertRefused("wrong.json");
    assertFalse(Files.exists(folder.resolve("comparison.md")));
  }
}
