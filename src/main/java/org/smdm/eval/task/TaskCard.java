package org.smdm.eval.task;

import java.util.List;
import org.smdm.eval.Metric;

/**
 * What is known of a task.
 *
 * @param name what the harness calls it; also the name of its folder
 * @param version of the task's definition in the harness
 * @param dataset what the harness loads
 * @param items how many the published file has
 * @param metrics in the harness's order
 * @param files names that its data may have, the original ones first
 */
public record TaskCard(
    String name,
    double version,
    HubDataset dataset,
    int items,
    List<Metric> metrics,
    List<TaskFile> files) {

  /** Copies the lists. */
  public TaskCard {
    metrics = List.copyOf(metrics);
    files = List.copyOf(files);
  }

  /**
   * A split of a data set on the HuggingFace hub, as the harness names them.
   *
   * @param path of the data set
   * @param config its configuration, empty for the only one
   * @param split {@code test} or {@code validation}
   */
  public record HubDataset(String path, String config, String split) {}
}
