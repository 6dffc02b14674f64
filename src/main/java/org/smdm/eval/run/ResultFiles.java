package org.smdm.eval.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.smdm.io.AtomicFile;
import org.smdm.io.PythonJson;

/**
 * Results on disk under the names of lm-evaluation-harness 0.4.4: {@code MODEL/results_TIME.json}
 * and, where samples are logged, {@code MODEL/samples_TASK_TIME.jsonl}. The time is the end of the
 * evaluation in UTC.
 */
public final class ResultFiles {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSSSSS");

  private ResultFiles() {}

  /**
   * Writes the files, the results last: where they are, all of them are.
   *
   * @param folder gets a folder of the model's name
   * @param evaluation what was evaluated
   * @param tasks its results
   * @param logSamples whether to write every item with its answers
   * @return the files, the results first
   * @throws org.smdm.io.UserException if they cannot be written
   */
  public static List<Path> write(
      Path folder,
      Evaluation evaluation,
      List<TaskResult> tasks,
      ModelUnderTest model,
      boolean logSamples) {
    Path target = folder.resolve(model.folderName());
    String time =
        TIME.format(LocalDateTime.ofInstant(model.started().plus(model.elapsed()), ZoneOffset.UTC));
    List<Path> written = new ArrayList<>();
    Map<String, String> hashes = new TreeMap<>();
    if (logSamples) {
      for (TaskResult task : tasks) {
        String name = task.task().name();
        List<ObjectNode> samples =
            task.answers().stream().map(answer -> SampleLog.sample(task, answer)).toList();
        Path file = target.resolve("samples_%s_%s.jsonl".formatted(name, time));
        AtomicFile.write(
            file,
            out -> {
              for (ObjectNode sample : samples) {
                out.write((PythonJson.compact(sample) + "\n").getBytes(StandardCharsets.UTF_8));
              }
            });
        hashes.put(name, SampleLog.taskHash(samples));
        written.add(file);
      }
    }
    Path results = target.resolve("results_%s.json".formatted(time));
    AtomicFile.writeString(
        results, PythonJson.indented(ResultsJson.of(evaluation, tasks, model, hashes)) + "\n");
    written.add(0, results);
    return written;
  }
}
