package org.smdm.eval.run;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.smdm.eval.Item;
import org.smdm.eval.LikelihoodEstimate;
import org.smdm.eval.Metric;
import org.smdm.eval.task.Task;
import org.smdm.eval.task.TaskData;

/**
 * The results of a task.
 *
 * @param data what it was scored on
 * @param answers one per scored item, in the order of the file
 * @param estimates one per metric of the task
 */
public record TaskResult(TaskData data, List<Answer> answers, Map<Metric, Estimate> estimates) {

  /**
   * What a model made of an item.
   *
   * @param item which
   * @param scores one per continuation
   */
  public record Answer(Item item, List<LikelihoodEstimate> scores) {}

  /**
   * A metric of a task.
   *
   * @param value over its items
   * @param standardError of the value, if there is one
   */
  public record Estimate(double value, OptionalDouble standardError) {}

  /** Copies the collections. */
  public TaskResult {
    answers = List.copyOf(answers);
    estimates = new EnumMap<>(estimates);
  }

  static TaskResult of(TaskData data, List<Answer> answers, int resamples) {
    Map<Metric, Estimate> estimates = new EnumMap<>(Metric.class);
    for (Metric metric : data.task().metrics()) {
      double[] values =
          answers.stream().mapToDouble(answer -> metric.of(answer.item, answer.scores)).toArray();
      estimates.put(
          metric, new Estimate(metric.aggregate(values), metric.standardError(values, resamples)));
    }
    return new TaskResult(data, answers, estimates);
  }

  /** Name, version and metrics of the task. */
  public Task task() {
    return data.task();
  }

  /** Sentences about what keeps the numbers from being those of the whole benchmark. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (data.rows() != task().items()) {
      notes.add(
          "%s: the file has %d items, the published one %d."
              .formatted(task().name(), data.rows(), task().items()));
    }
    if (!data.malformed().isEmpty()) {
      notes.add(
          "%s: %d items are left out; the first: %s."
              .formatted(task().name(), data.malformed().size(), data.malformed().get(0)));
    }
    if (answers.size() < data.items().size()) {
      notes.add(
          "%s: only %d of %d items are scored."
              .formatted(task().name(), answers.size(), data.items().size()));
    }
    return notes;
  }
}
