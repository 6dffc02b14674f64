package org.smdm.eval.mtbench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.smdm.io.UserException;

/**
 * Which requests judge some models' answers, as FastChat makes them.
 *
 * @param questions to be judged
 * @param answers by model, then by question
 * @param references reference answers by question; may lack those that no question needs
 * @param prompts by name
 * @param turns how many turns are judged, 1 or 2
 */
public record JudgePlan(
    List<Question> questions,
    Map<String, Map<QuestionId, ModelAnswer>> answers,
    Map<QuestionId, ModelAnswer> references,
    Map<String, JudgePrompt> prompts,
    int turns) {

  /** Checks that every answer that is needed is there. */
  public JudgePlan {
    questions = List.copyOf(questions);
    if (turns < 1 || turns > 2) {
      throw new UserException("turns is %d: write 1 or 2".formatted(turns));
    }
    for (Map.Entry<String, Map<QuestionId, ModelAnswer>> model : answers.entrySet()) {
      List<QuestionId> missing = without(questions.stream(), model.getValue());
      if (!missing.isEmpty()) {
        throw new UserException(
            "%s has no answers to the questions %s: answer them first, or give fewer questions"
                .formatted(model.getKey(), missing));
      }
    }
    List<QuestionId> missing =
        without(questions.stream().filter(Question::needsReference), references);
    if (!missing.isEmpty()) {
      throw new UserException(
          "there are no reference answers to the questions %s: give a file with them by --references"
              .formatted(missing));
    }
  }

  private static List<QuestionId> without(
      Stream<Question> questions, Map<QuestionId, ModelAnswer> answers) {
    return questions.map(Question::id).filter(id -> !answers.containsKey(id)).toList();
  }

  /** Every answer graded by itself. */
  public List<JudgeTask> single() {
    List<JudgeTask> tasks = new ArrayList<>();
    for (String model : answers.keySet()) {
      for (Question question : questions) {
        for (int turn = 1; turn <= judged(question, List.of(model)); turn++) {
          Map<String, String> values = values(question, turn);
          ModelAnswer answer = answers.get(model).get(question.id());
          put(values, turn == 1 ? "answer" : "answer_%d", answer, turn);
          tasks.add(task(question, turn, List.of(model), false, "single", values));
        }
      }
    }
    return tasks;
  }

  /** Every two models' answers compared, with either one shown first. */
  public List<JudgeTask> pairwise() {
    List<String> models = List.copyOf(answers.keySet());
    if (models.size() < 2) {
      throw new UserException("a comparison needs two models: give two files of answers or more");
    }
    List<JudgeTask> tasks = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      for (int j = i + 1; j < models.size(); j++) {
        List<String> pair = List.of(models.get(i), models.get(j));
        for (Question question : questions) {
          for (int turn = 1; turn <= judged(question, pair); turn++) {
            tasks.add(compared(question, turn, pair, false));
            tasks.add(compared(question, turn, pair, true));
          }
        }
      }
    }
    return tasks;
  }

  private JudgeTask compared(Question question, int turn, List<String> pair, boolean isSwapped) {
    Map<String, String> values = values(question, turn);
    ModelAnswer a = answers.get(pair.get(isSwapped ? 1 : 0)).get(question.id());
    ModelAnswer b = answers.get(pair.get(isSwapped ? 0 : 1)).get(question.id());
    put(values, turn == 1 ? "answer_a" : "answer_a_%d", a, turn);
    put(values, turn == 1 ? "answer_b" : "answer_b_%d", b, turn);
    return task(question, turn, pair, isSwapped, "pair", values);
  }

  /** Turns that all of these models answered. */
  private int judged(Question question, List<String> models) {
    int most = Math.min(turns, question.turns().size());
    for (String model : models) {
      most = Math.min(most, answers.get(model).get(question.id()).turns().size());
    }
    return most;
  }

  private Map<String, String> values(Question question, int turn) {
    Map<String, String> values = new LinkedHashMap<>();
    if (turn == 1) {
      values.put("question", question.turns().get(0));
    } else {
      values.put("question_1", question.turns().get(0));
      values.put("question_2", question.turns().get(1));
    }
    if (question.needsReference()) {
      ModelAnswer reference = references.get(question.id());
      if (reference.turns().size() < turn) {
        throw new UserException(
            "the reference answer to question %s has no turn %d: judge --turns 1, or complete it"
                .formatted(question.id(), turn));
      }
      put(values, "ref_answer_%d", reference, turn);
    }
    return values;
  }

  private static void put(Map<String, String> values, String name, ModelAnswer answer, int turn) {
    if (!name.contains("%d")) {
      values.put(name, answer.turns().get(0));
      return;
    }
    for (int t = 1; t <= turn; t++) {
      values.put(name.formatted(t), answer.turns().get(t - 1));
    }
  }

  private JudgeTask task(
      Question question,
      int turn,
      List<String> models,
      boolean isSwapped,
      String kind,
      Map<String, String> values) {
    boolean isPair = kind.equals("pair");
    String name =
        (question.needsReference() ? kind + "-math-v1" : kind + (isPair ? "-v2" : "-v1"))
            + (turn == 1 ? "" : "-multi-turn");
    JudgePrompt prompt = prompts.get(name);
    if (prompt == null) {
      throw new UserException(
          "the judge's prompts lack %s: give FastChat's judge_prompts.jsonl, or add it"
              .formatted(name));
    }
    return new JudgeTask(question, turn, models, isSwapped, prompt, prompt.fill(values));
  }
}
