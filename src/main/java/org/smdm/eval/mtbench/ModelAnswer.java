package org.smdm.eval.mtbench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smdm.io.Journal;
import org.smdm.io.Json;
import org.smdm.io.LineReader;
import org.smdm.io.UserException;

/**
 * A model's answer to a question, a line of FastChat's answer files.
 *
 * @param questionId of the question
 * @param answerId names the answer
 * @param model names the model
 * @param turns an answer per turn; fewer than the question's where there was no room
 * @param seconds it took; NaN where nobody says
 * @param time since 1970, in seconds
 */
public record ModelAnswer(
    QuestionId questionId,
    String answerId,
    String model,
    List<String> turns,
    double seconds,
    double time) {

  /** Copies the list. */
  public ModelAnswer {
    turns = List.copyOf(turns);
  }

  /** Answers as lines. */
  static Journal.Form<QuestionId, ModelAnswer> lines() {
    return new Journal.Form<>(ModelAnswer::questionId, ModelAnswer::parse, ModelAnswer::line);
  }

  private String line() {
    ObjectNode object = Json.newObject();
    object.set("question_id", Json.tree(questionId));
    object.put("answer_id", answerId).put("model_id", model);
    ObjectNode choice = object.putArray("choices").addObject().put("index", 0);
    turns.forEach(choice.putArray("turns")::add);
    object.put("tstamp", time);
    if (Double.isFinite(seconds)) {
      object.put("seconds", seconds);
    }
    return Json.compact(object);
  }

  private static ModelAnswer parse(ObjectNode object, String where) {
    List<String> turns = Question.texts(object.path("choices").path(0).path("turns"), where);
    if (turns.isEmpty()) {
      throw new UserException(
          "%s has no choices[0].turns: give FastChat's answers".formatted(where));
    }
    return new ModelAnswer(
        QuestionId.of(object.path("question_id"), where),
        Json.textOrEmpty(object, "answer_id"),
        Json.text(object, "model_id", where),
        turns,
        object.path("seconds").isNumber() ? object.path("seconds").doubleValue() : Double.NaN,
        object.path("tstamp").doubleValue());
  }

  /**
   * Reads a file of answers of one model.
   *
   * @param file in FastChat's format
   * @return by question
   * @throws UserException naming file and line
   */
  public static Map<QuestionId, ModelAnswer> read(Path file) {
    Map<QuestionId, ModelAnswer> answers = new LinkedHashMap<>();
    LineReader.read(
        file,
        "answers in FastChat's format",
        line -> {
          ModelAnswer answer = parse(line.object(), line.where());
          answers.values().stream()
              .filter(before -> !before.model.equals(answer.model))
              .findFirst()
              .ifPresent(
                  before -> {
                    throw new UserException(
                        "%s is of %s, the lines before of %s: give a file per model"
                            .formatted(line.where(), answer.model, before.model));
                  });
          if (answers.put(answer.questionId, answer) != null) {
            throw new UserException(
                "%s answers question %s again: leave one of the answers"
                    .formatted(line.where(), answer.questionId));
          }
        });
    if (answers.isEmpty()) {
      throw new UserException(file + " has no answers: give answers in FastChat's format");
    }
    return answers;
  }
}
