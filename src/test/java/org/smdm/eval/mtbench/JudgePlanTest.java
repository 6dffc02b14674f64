package org.smdm.eval.mtbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smdm.io.Json;
import org.smdm.io.UserException;

/** What a judge is asked, and what its words say. */
class JudgePlanTest {

  private static final Path MT_BENCH = Path.of("../shared/data/mt_bench");

  @Test
  void thePublishedFilesMakeFastChatsRequests() {
    Assumptions.assumeTrue(Files.exists(MT_BENCH), MT_BENCH + " is not here");
    List<Question> questions = Question.read(MT_BENCH.resolve("question.jsonl"));
    assertEquals(80, questions.size());
    Map<QuestionId, ModelAnswer> reference =
        ModelAnswer.read(MT_BENCH.resolve("reference_answer/gpt-4.jsonl"));
    Map<String, Map<QuestionId, ModelAnswer>> answers = new LinkedHashMap<>();
    for (String model : List.of("one", "two")) {
      Map<QuestionId, ModelAnswer> own = new LinkedHashMap<>();
      for (Question q : questions) {
        // Braces and dollars, as code has them, must come through.
        String text = "{question} $1 {{" + model + "}} " + q.id();
        own.put(q.id(), new ModelAnswer(q.id(), "", model, List.of(text, text + "!"), 0, 0));
      }
      answers.put(model, own);
    }
    JudgePlan plan =
        new JudgePlan(
            questions,
            answers,
            reference,
            JudgePrompt.read(MT_BENCH.resolve("judge_prompts.jsonl")),
            2);
    List<JudgeTask> single = plan.single();
    assertEquals(2 * 80 * 2, single.size());
    Set<String> keys = new HashSet<>();
    for (JudgeTask task : single) {
      QuestionId id = task.question().id();
      String own = "{question} $1 {{" + task.models().get(0) + "}} " + id;
      assertTrue(task.user().contains(own), task.user());
      assertEquals(task.turn() == 2, task.user().contains(own + "!"));
      assertEquals(
          task.question().needsReference(),
          task.user().contains("[The Start of Reference Answer]")
              || task.user().contains("<|The Start of Reference Answer|>"));
      if (task.question().needsReference()) {
        assertTrue(
            task.user().contains(reference.get(id).turns().get(task.turn() - 1)), task.user());
      }
      assertTrue(keys.add(task.key("judge")));
    }
    List<JudgeTask> pairs = plan.pairwise();
    assertEquals(80 * 2 * 2, pairs.size());
    for (JudgeTask task : pairs) {
      int one = task.user().indexOf("{{one}}");
      int two = task.user().indexOf("{{two}}");
      assertEquals(task.isSwapped(), two < one, task.user());
      assertFalse(task.user().contains("{answer"), task.user());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Rating: [[5]]; 5",
        "[[7.5]] and [[3]]; 7.5",
        "Rating: [6]; 6",
        "[[10]]; 10",
        "[[0]]; 0",
        "[[11]]; 11",
        "[[rating]]; -1",
        "seven; -1",
        "[[[4]]]; 4"
      })
  void gradesAreReadAsFastChatReadsThem(String text, double grade) {
    assertEquals(grade, Verdict.rating(text).orElse(-1));
  }

  @Test
  void whatIsMissingIsNamed() {
    Question math = new Question(new QuestionId("111"), "math", List.of("1+1?"));
    ModelAnswer answer = new ModelAnswer(new QuestionId("111"), "", "m", List.of("2"), 0, 0);
    Map<String, Map<QuestionId, ModelAnswer>> answers =
        Map.of("m", Map.of(new QuestionId("111"), answer));
    UserException reference =
        assertThrows(
            UserException.class,
            () -> new JudgePlan(List.of(math), answers, Map.of(), Map.of(), 1));
    assertTrue(reference.getMessage().contains("[111]"), reference.getMessage());
    UserException unanswered =
        assertThrows(
            UserException.class,
            () ->
                new JudgePlan(
                    List.of(math),
                    Map.of("m", Map.of()),
                    Map.of(new QuestionId("111"), answer),
                    Map.of(),
                    1));
    assertTrue(unanswered.getMessage().contains("m has no answers"), unanswered.getMessage());
    JudgePlan plan =
        new JudgePlan(List.of(math), answers, Map.of(new QuestionId("111"), answer), Map.of(), 1);
    assertThrows(UserException.class, plan::single);
    assertThrows(UserException.class, plan::pairwise);
  }

  @Test
  void arenaHardsQuestionsAreReadAndNumbersStayNumbers(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("question.jsonl");
    Files.writeString(
        file,
        """
        {"question_id": "96d2e87e", "category": "hard", "turns": [{"content": "Which?"}]}
        {"question_id": 81, "category": "math", "turns": ["1+1?", "2+2?"]}
        """);
    List<Question> read = Question.read(file);
    assertEquals(List.of("Which?"), read.get(0).turns());
    assertEquals("\"96d2e87e\"", Json.compact(read.get(0).id()));
    assertEquals("81", Json.compact(read.get(1).id()));
    assertEquals(81, read.get(1).id().seed());
    Files.writeString(file, "{\"question_id\": null, \"category\": \"c\", \"turns\": [\"t\"]}\n");
    UserException e = assertThrows(UserException.class, () -> Question.read(file));
    assertTrue(e.getMessage().contains("Line 1"), e.getMessage());
  }
}
