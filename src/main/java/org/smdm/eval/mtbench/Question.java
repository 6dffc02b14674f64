package org.smdm.eval.mtbench;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.smdm.io.UserException;

/**
 * A question of MT-Bench.
 *
 * @param id its number
 * @param category as {@code math}
 * @param turns what the user says, one after the other
 */
public record Question(int id, String category, List<String> turns) {

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
    Set<Integer> ids = new HashSet<>();
    List<Question> questions =
        JsonLinesFile.read(
            file,
            "MT-Bench's question.jsonl",
            (object, where) -> {
              Question question =
                  new Question(
                      JsonLinesFile.number(object, "question_id", where),
                      JsonLinesFile.text(object, "category", where),
                      JsonLinesFile.texts(object.path("turns"), where));
              if (question.turns.isEmpty() || !ids.add(question.id)) {
                throw new UserException(
                    "%s has no \"turns\", or the question_id of another line: mend it"
                        .formatted(where));
              }
              return question;
            });
    if (questions.isEmpty()) {
      throw new UserException(file + " has no questions: give MT-Bench's question.jsonl");
    }
    return questions;
  }
}
