package org.smdm.eval.mtbench;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.smdm.io.Sha256;

/**
 * Something to be judged: one request.
 *
 * @param question that was asked
 * @param turn from 1
 * @param models whose answers are judged: one to be graded, or two to be compared
 * @param isSwapped whether the second model's answer is shown as assistant A's
 * @param prompt that the judge gets
 * @param user the judge's message, filled in
 */
public record JudgeTask(
    Question question,
    int turn,
    List<String> models,
    boolean isSwapped,
    JudgePrompt prompt,
    String user) {

  /** Copies the list. */
  public JudgeTask {
    models = List.copyOf(models);
  }

  /** Whether two answers are compared. */
  boolean isPairwise() {
    return models.size() == 2;
  }

  /**
   * Stands for everything that the judgement depends on.
   *
   * @param judge the judge's name
   */
  String key(String judge) {
    MessageDigest digest = Sha256.begin();
    for (String part :
        List.of(
            judge,
            String.valueOf(question.id()),
            String.valueOf(turn),
            String.join("\n", models),
            String.valueOf(isSwapped),
            prompt.name(),
            prompt.system(),
            user)) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    }
    return Sha256.hex(digest);
  }

  /** What it is, for people. */
  public String label() {
    return "question %s, turn %d, %s%s"
        .formatted(question.id(), turn, String.join(" and ", models), isSwapped ? ", swapped" : "");
  }
}
