package org.smdm.eval.mtbench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.smdm.io.FolderLock;
import org.smdm.io.LineFile;
import org.smdm.io.UserException;

/**
 * Every judgement that was paid for, a line each, written at once and only added to. A line is
 * found by what it depends on: judge, prompt, question and answers. Safe for several threads.
 */
public final class JudgmentJournal implements AutoCloseable {

  private final FolderLock lock;
  private final LineFile file;
  private final Map<String, Judgment> known = new HashMap<>();

  private JudgmentJournal(FolderLock lock, LineFile file) {
    this.lock = lock;
    this.file = file;
  }

  /**
   * Opens {@code journal.jsonl} of a folder, which is made if it does not exist, and keeps the
   * folder to this process. A last line that was torn is dropped.
   *
   * @throws UserException when it cannot be read or written, or another process judges there
   */
  public static JudgmentJournal open(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be made (%s): give a folder that you may write"
              .formatted(folder, e.getClass().getSimpleName()),
          e);
    }
    FolderLock lock =
        FolderLock.acquire(
            folder,
            "another process judges in %s: wait for it, or give another folder".formatted(folder));
    Path path = folder.resolve("journal.jsonl");
    try {
      JudgmentJournal journal =
          new JudgmentJournal(lock, LineFile.open(path, List.of(), Optional::of));
      JsonLinesFile.read(path, "the journal of a judge", journal::read);
      return journal;
    } catch (UserException e) {
      lock.close();
      throw e;
    }
  }

  private Judgment read(JsonNode line, String where) {
    Judgment kept =
        new Judgment(
            null,
            JsonLinesFile.text(line, "judge", where),
            JsonLinesFile.text(line, "judgment", where),
            line.path("tstamp").asDouble());
    known.put(JsonLinesFile.text(line, "key", where), kept);
    return kept;
  }

  /** The judgement of a task, if there is one. */
  synchronized Optional<Judgment> known(JudgeTask task, String judge) {
    return Optional.ofNullable(known.get(task.key(judge)))
        .map(kept -> new Judgment(task, judge, kept.text(), kept.time()));
  }

  /** Writes a judgement at once. */
  synchronized void add(Judgment judgment) {
    JudgeTask task = judgment.task();
    String key = task.key(judgment.judge());
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("key", key)
        .put("judge", judgment.judge())
        .put("prompt", task.prompt().name())
        .put("question_id", task.question().id())
        .put("turn", task.turn());
    task.models().forEach(line.putArray("models")::add);
    line.put("swapped", task.isSwapped())
        .put("judgment", judgment.text())
        .put("tstamp", judgment.time());
    file.append(JsonLinesFile.line(line));
    known.put(key, judgment);
  }

  @Override
  public void close() {
    file.close();
    lock.close();
  }
}
