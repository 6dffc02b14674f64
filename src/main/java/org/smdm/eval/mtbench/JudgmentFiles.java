package org.smdm.eval.mtbench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.smdm.io.AtomicFile;
import org.smdm.io.Json;

/** Writes judgements as FastChat does, for its scripts to read. */
public final class JudgmentFiles {

  private static final double NO_SCORE = -1;

  private JudgmentFiles() {}

  /**
   * Writes {@code model_judgment/JUDGE_single.jsonl}; a judgement without a grade has the score -1.
   *
   * @param folder of the results
   * @param judgments of single answers
   */
  public static void writeSingle(Path folder, List<Judgment> judgments) {
    write(folder, "single", judgments, judgments.stream().map(JudgmentFiles::single).toList());
  }

  /**
   * Writes {@code model_judgment/JUDGE_pair.jsonl}.
   *
   * @param folder of the results
   * @param games at least one
   */
  public static void writePairwise(Path folder, Games games) {
    List<Judgment> judgments = games.matches().stream().map(Games.Match::first).toList();
    write(folder, "pair", judgments, games.matches().stream().map(JudgmentFiles::pair).toList());
  }

  private static void write(
      Path folder, String kind, List<Judgment> judgments, List<String> lines) {
    if (judgments.isEmpty()) {
      return;
    }
    String judge = judgments.get(0).judge().replaceAll("[^A-Za-z0-9._-]+", "_");
    AtomicFile.writeString(
        folder.resolve("model_judgment").resolve("%s_%s.jsonl".formatted(judge, kind)),
        lines.stream().map(line -> line + "\n").collect(Collectors.joining()));
  }

  private static String single(Judgment judgment) {
    JudgeTask task = judgment.task();
    ObjectNode line = Json.newObject();
    line.set("question_id", Json.tree(task.question().id()));
    line.put("model", task.models().get(0));
    line.putArray("judge").add(judgment.judge()).add(task.prompt().name());
    line.put("user_prompt", task.user())
        .put("judgment", judgment.text())
        .put("score", Verdict.rating(judgment.text()).orElse(NO_SCORE))
        .put("turn", task.turn())
        .put("tstamp", judgment.time());
    return Json.compact(line);
  }

  private static String pair(Games.Match match) {
    JudgeTask task = match.first().task();
    List<String> models = task.models();
    ObjectNode line = Json.newObject();
    line.set("question_id", Json.tree(task.question().id()));
    line.put("model_1", models.get(0))
        .put("model_2", models.get(1))
        .put("g1_winner", name(match.firstWinner(), models))
        .put("g2_winner", name(match.secondWinner(), models));
    line.putArray("judge").add(match.first().judge()).add(task.prompt().name());
    line.put("g1_user_prompt", task.user())
        .put("g1_judgment", match.first().text())
        .put("g2_user_prompt", match.second().task().user())
        .put("g2_judgment", match.second().text())
        .put("turn", task.turn())
        .put("tstamp", match.second().time());
    return Json.compact(line);
  }

  private static String name(String winner, List<String> models) {
    int index = models.indexOf(winner);
    return index < 0 ? winner : "model_" + (index + 1);
  }
}
