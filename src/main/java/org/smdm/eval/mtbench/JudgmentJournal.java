package org.smdm.eval.mtbench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.smdm.config.ConfigJson;
import org.smdm.io.Journal;
import org.smdm.io.OutputLock;
import org.smdm.io.UserException;

/**
 * Every judgement that was paid for, a line each, written at once and only added to. A line is
 * found by what it depends on: judge, prompt, question and answers. Safe for several threads.
 */
public final class JudgmentJournal implements AutoCloseable {

  private final Journal<String, Line> journal;

  private record Line(
      String key,
      String judge,
      String prompt,
      @JsonProperty("question_id") QuestionId questionId,
      int turn,
      List<String> models,
      boolean swapped,
      String judgment,
      double tstamp) {

    static Line of(Judgment judgment) {
      JudgeTask task = judgment.task();
      return new Line(
          task.key(judgment.judge()),
          judgment.judge(),
          task.prompt().name(),
          task.question().id(),
          task.turn(),
          task.models(),
          task.isSwapped(),
          judgment.text(),
          judgment.time());
    }
  }

  private JudgmentJournal(Journal<String, Line> journal) {
    this.journal = journal;
  }

  /**
   * Opens {@code journal.jsonl} of a folder, which is made if it does not exist, and keeps the
   * folder to this process.
   *
   * @throws UserException when it cannot be read or written, or another process judges there
   */
  public static JudgmentJournal open(Path folder) {
    return new JudgmentJournal(
        Journal.open(
            OutputLock.ofFolder(folder, "written by another process"),
            () -> {},
            folder.resolve("journal.jsonl"),
            ConfigJson.lines(Line.class, Line::key)));
  }

  /** The judgement of a task, if there is one. */
  Optional<Judgment> known(JudgeTask task, String judge) {
    return journal
        .get(task.key(judge))
        .map(line -> new Judgment(task, judge, line.judgment(), line.tstamp()));
  }

  /** Writes a judgement at once. */
  void add(Judgment judgment) {
    journal.add(Line.of(judgment));
  }

  @Override
  public void close() {
    journal.close();
  }
}
