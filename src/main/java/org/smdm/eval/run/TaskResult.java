package org.smdm.eval.run;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.smdm.eval.Metric;
import org.smdm.eval.task.Task;
import org.smdm.eval.task.TaskData;

/**
 * The results of a task.
 *
 * @param data what it was scored on
 * @param items one result per scored item, in the order of the file
 * @param estimates one per metric of the task
 */
public record TaskResult(TaskData data, List<ItemResult> items, Map<Metric, Estimate> estimates) {

  /** Copies the collections. */
  public TaskResult {
    items = List.copyOf(items);
    estimates = new EnumMap<>(estimates);
  }

  static TaskResult of(TaskData data, List<ItemResult> items, int resamples) {
    Map<Metric, Estimate> estimates = new EnumMap<>(Metric.class);
    for (Metric metric : data.task().metrics()) {
      double[] values = items.stream().mapToDouble(item -> item.values().get(metric)).toArray();
      estimates.put(
          metric, new Estimate(metric.aggregate(values), metric.standardError(values, resamples)));
    }
    return new TaskResult(data, items, estimates);
  }

  /** Name, version and metrics of the task. */
  public Task task() {
    return data.task();
  }
}
