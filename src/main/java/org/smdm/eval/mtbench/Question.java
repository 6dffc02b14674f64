package org.smdm.eval.mtbench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.smdm.io.Json;
import org.smdm.io.LineReader;
import org.smdm.io.UserException;

/**
 * A question of MT-Bench, or of Arena-Hard in the same format.
 *
 * @param id what it is known by
 * @param category as {@code math}
 * @param turns what the user says, one after the other
 */
public record Question(QuestionId id, String category, List<String> turns) {

  /** Categories whose answers are judged beside a reference answer. */
  private static final Set<String> WITH_REFERENCE = Set.of("math", "reasoning", "coding");

  /** Copies the list. */
  public Question {
    turns = List.copyOf(turns);
  }

  /** Whether its answer is judged beside a reference answer. */
  public boolean needsReference() {
    return WITH_REFERENCE.contains(category);
  }

  /**
   * Reads FastChat's {@code question.jsonl}.
   *
   * @throws UserException naming file and line
   */
  public static List<Question> read(Path file) {
    Set<QuestionId> ids = new HashSet<>();
    List<Question> questions = new ArrayList<>();
    LineReader.read(
        file,
        "MT-Bench's question.jsonl",
        line -> {
          ObjectNode object = line.object();
          Question question =
              new Question(
                  QuestionId.of(object.path("question_id"), line.where()),
                  Json.text(object, "category", line.where()),
                  texts(object.path("turns"), line.where()));
          if (question.turns.isEmpty() || !ids.add(question.id)) {
            throw new UserException(
                "%s has no \"turns\", or the question_id of another line: mend it"
                    .formatted(line.where()));
          }
          questions.add(question);
        });
    if (questions.isEmpty()) {
      throw new UserException(file + " has no questions: give MT-Bench's question.jsonl");
    }
    return questions;
  }

  /** An array of texts, or of objects with a text as content; empty where there is none. */
  static List<String> texts(JsonNode array, String where) {
    List<String> texts = new ArrayList<>();
    for (JsonNode turn : array) {
      JsonNode text = turn.isObject() ? turn.path("content") : turn;
      if (!text.isTextual()) {
        throw new UserException("%s holds a turn that is no string: mend it".formatted(where));
      }
      texts.add(text.textValue());
    }
    return texts;
  }
}
