package org.smdm.eval.run;

import java.util.ArrayList;
import java.util.List;
import org.smdm.eval.Limit;

/**
 * What an evaluation found.
 *
 * @param tasks by name
 * @param limit how many of the first items of each task were scored
 * @param resamples of the bootstrap
 */
public record EvaluationResult(List<TaskResult> tasks, Limit limit, int resamples) {

  /** Copies the list. */
  public EvaluationResult {
    tasks = List.copyOf(tasks);
  }

  /** Sentences about what keeps the numbers from being those of the whole benchmarks. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (TaskResult task : tasks) {
      String name = task.task().name();
      if (task.data().rows() != task.task().items()) {
        notes.add(
            "%s: the file has %d items, the published one %d."
                .formatted(name, task.data().rows(), task.task().items()));
      }
      List<String> malformed = task.data().malformed();
      if (!malformed.isEmpty()) {
        notes.add(
            "%s: %d items are left out; the first: %s."
                .formatted(name, malformed.size(), malformed.get(0)));
      }
      if (task.items().size() < task.data().items().size()) {
        notes.add(
            "%s: only %d of %d items are scored."
                .formatted(name, task.items().size(), task.data().items().size()));
      }
    }
    return notes;
  }
}
