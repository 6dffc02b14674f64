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
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.smdm.eval.mtbench.LocalJudge;

/** Judging from the command line. */
@ResourceLock("System.out")
class JudgeCommandTest {

  private static final List<String> CATEGORIES =
      List.of("writing", "roleplay", "reasoning", "math", "coding", "stem");

  @TempDir Path folder;

  @BeforeEach
  void write() throws Exception {
    StringBuilder questions = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      questions.append(
          "{\"question_id\": %d, \"category\": \"%s\", \"turns\": [\"Q%d?\", \"And R%d?\"]}\n"
              .formatted(81 + i, CATEGORIES.get(i / 2), i, i));
    }
    Files.writeString(folder.resolve("questions.jsonl"), questions);
    for (String model : List.of("one", "two", "ref")) {
      StringBuilder answers = new StringBuilder();
      for (int i = 0; i < 12; i++) {
        answers.append(
            "{\"question_id\": %d, \"answer_id\": \"a\", \"model_id\": \"%s\", \"choices\": [{\"index\": 0, \"turns\": [\"%s first\", \"%s then\"]}], \"tstamp\": 1, \"seconds\": 2}\n"
                .formatted(81 + i, model, model, model));
      }
      Files.writeString(folder.resolve(model + ".jsonl"), answers);
    }
    StringBuilder prompts = new StringBuilder();
    for (String kind : List.of("single-v1", "single-math-v1", "pair-v2", "pair-math-v1")) {
      boolean isPair = kind.startsWith("pair");
      prompts.append(
          prompt(kind, isPair ? "{question}|{answer_a}|{answer_b}" : "{question}|{answer}"));
      prompts.append(
          prompt(
              kind + "-multi-turn",
              isPair ? "{question_2}|{answer_a_2}|{answer_b_2}" : "{question_2}|{answer_2}"));
    }
    Files.writeString(folder.resolve("prompts.jsonl"), prompts);
  }

  private static String prompt(String name, String template) {
    return "{\"name\": \"%s\", \"system_prompt\": \"You judge.\", \"prompt_template\": \"%s\"}\n"
        .formatted(name, template);
  }

  private Terminal judge(LocalJudge judge, Object... more) {
    Object[] words = {
      "judge",
      folder.resolve("one.jsonl"),
      folder.resolve("two.jsonl"),
      "--questions",
      folder.resolve("questions.jsonl"),
      "--prompts",
      folder.resolve("prompts.jsonl"),
      "--references",
      folder.resolve("ref.jsonl"),
      "--url",
      judge.url(),
      "--key-env",
      "SMDM_TEST_NO_SUCH_KEY",
      "--judge-model",
      "org/judge",
      "--out",
      folder.resolve("out")
    };
    return Terminal.smdm(Stream.concat(Stream.of(words), Stream.of(more)).toArray());
  }

  @Test
  void gradesBecomeTablesFilesAndAChart() throws Exception {
    try (LocalJudge judge =
        new LocalJudge(
            (number, user) ->
                user.startsWith("Q7?|two")
                    ? LocalJudge.status(422, "{\"error\": {\"message\": \"no\"}}")
                    : user.startsWith("Q0?|two")
                        ? LocalJudge.says("no grade from me")
                        : LocalJudge.says(
                            "[[%d]]".formatted(1 + Math.floorMod(user.hashCode(), 10))))) {
      Terminal done = judge(judge);
      assertEquals(1, done.code(), done.err());
      assertTrue(done.out().contains("47 judged (1 without a verdict), 1 failed"), done.out());
      assertTrue(done.out().contains("paper: ARM 1.1B, cache"), done.out());
      Path out = folder.resolve("out");
      assertEquals(
          "question 88, turn 1, two: HTTP 422: no\n",
          Files.readString(out.resolve("failures.txt")));
      List<String> lines =
          Files.readAllLines(out.resolve("model_judgment").resolve("org_judge_single.jsonl"));
      assertEquals(47, lines.size());
      JsonNode first = new ObjectMapper().readTree(lines.get(0));
      assertEquals("[\"org/judge\",\"single-v1\"]", first.get("judge").toString());
      assertEquals("Q0?|one first", first.get("user_prompt").textValue());
      assertEquals(
          1 + Math.floorMod("Q0?|one first".hashCode(), 10), first.get("score").intValue());
      assertEquals(1, lines.stream().filter(l -> l.contains("\"score\":-1.0")).count());
      assertEquals(1520, ImageIO.read(out.resolve("radar.png").toFile()).getWidth());
      assertTrue(Files.readString(out.resolve("radar.svg")).startsWith("<svg"));
      assertTrue(Files.readString(out.resolve("table.md")).contains("| coding"));
      assertEquals(47, Files.readAllLines(out.resolve("grades.csv")).size());
      int before = judge.requests().size();
      assertEquals(1, judge(judge).code());
      assertEquals(before + 1, judge.requests().size());
    }
  }

  @Test
  void pairsAreComparedBothWays() throws Exception {
    try (LocalJudge judge =
        new LocalJudge(
            (number, user) ->
                LocalJudge.says(
                    user.contains("|two") && user.indexOf("|two") < user.indexOf("|one")
                        ? "[[A]]"
                        : "[[B]]"))) {
      Terminal done = judge(judge, "--mode", "pairwise", "--turns", 1, "--limit", 3);
      done.assertDone();
      assertEquals(6, judge.requests().size());
      assertTrue(done.out().matches("(?s).*two +3 +0 +0 +100.0 +0\n.*"), done.out());
      assertTrue(Files.exists(folder.resolve("out/pairwise.md")));
    }
  }

  @Test
  void mistakesAreNamed() throws Exception {
    try (LocalJudge judge = new LocalJudge((number, user) -> LocalJudge.says("[[5]]"))) {
      judge(judge, "--turns", 3).assertRefused("turns is 3");
      judge(judge, "--parallel", 0).assertRefused("parallel is 0");
      Files.writeString(
          folder.resolve("ref.jsonl"),
          Files.readString(folder.resolve("ref.jsonl"))
              .lines()
              .limit(5)
              .reduce("", (a, b) -> a + b + "\n"));
      judge(judge).assertRefused("no reference answers to the questions [86");
      Files.writeString(
          folder.resolve("prompts.jsonl"), prompt("single-v1", "{question}|{anwser}"));
      judge(judge, "--limit", 1).assertRefused("{anwser}");
      assertEquals(0, judge.requests().size());
      assertFalse(Files.exists(folder.resolve("out/model_judgment")));
    }
  }
}
