package org.smdm.eval.mtbench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.smdm.io.Progress;

/** What tests of judging judge, and by what. */
final class JudgingTrial {

  private JudgingTrial() {}

  static final String SECRET = "sk-very-secret-0123456789";
  static final ApiKey KEY = ApiKey.of("TEST_KEY", SECRET);

  static RetryPolicy quick(int attempts) {
    return new RetryPolicy(
        attempts, Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(5));
  }

  static Judging.Settings settings(int attempts, int parallel) {
    return new Judging.Settings(quick(attempts), 2, parallel, 0);
  }

  static ChatEndpoint endpoint(LocalJudge judge) {
    return new ChatEndpoint(judge.url(), "judge-1", KEY, 100, Duration.ofSeconds(2));
  }

  static JudgePlan plan(int questions, String... models) {
    List<Question> asked =
        IntStream.rangeClosed(1, questions)
            .mapToObj(
                i ->
                    new Question(
                        new QuestionId("" + i),
                        i % 2 == 0 ? "math" : "writing",
                        List.of("Q" + i, "R" + i)))
            .toList();
    Map<String, Map<QuestionId, ModelAnswer>> answers = new LinkedHashMap<>();
    for (String model : models) {
      answers.put(model, answers(asked, model));
    }
    Map<String, JudgePrompt> prompts = new HashMap<>();
    for (String end : List.of("", "-multi-turn")) {
      String turn = end.isEmpty() ? "" : "_2";
      prompts.put(
          "single-v1" + end,
          new JudgePrompt(
              "single-v1" + end, "sys", "{question%s}|{answer%s}".formatted(turn, turn)));
      prompts.put(
          "single-math-v1" + end,
          new JudgePrompt(
              "single-math-v1" + end,
              "sys",
              "{question%s}|{ref_answer_1}|{answer%s}".formatted(turn, turn)));
      prompts.put(
          "pair-v2" + end,
          new JudgePrompt(
              "pair-v2" + end, "sys", "{answer_a%s}|{answer_b%s}".formatted(turn, turn)));
      prompts.put(
          "pair-math-v1" + end,
          new JudgePrompt(
              "pair-math-v1" + end,
              "sys",
              "{ref_answer_1}|{answer_a%s}|{answer_b%s}".formatted(turn, turn)));
    }
    return new JudgePlan(asked, answers, answers(asked, "reference"), prompts, 2);
  }

  private static Map<QuestionId, ModelAnswer> answers(List<Question> asked, String model) {
    Map<QuestionId, ModelAnswer> answers = new LinkedHashMap<>();
    for (Question q : asked) {
      answers.put(
          q.id(),
          new ModelAnswer(
              q.id(), "", model, List.of(model + " 1." + q.id(), model + " 2." + q.id()), 1, 0));
    }
    return answers;
  }

  static Judging.Outcome judge(
      Path folder, LocalJudge judge, Judging.Settings settings, List<JudgeTask> tasks) {
    try (JudgmentJournal journal = JudgmentJournal.open(folder)) {
      return new Judging(endpoint(judge), settings, journal, Progress.none()).judge(tasks);
    }
  }
}
