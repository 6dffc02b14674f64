package org.smdm.eval.task;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.smdm.eval.Item;
import org.smdm.eval.Metric;
import org.smdm.hub.HubNames;

/**
 * A benchmark: what is known of it and how a row of its data becomes an item. To add one to the
 * program, write a class that makes it, such as {@link ArcEasy}, and name it in {@link Tasks};
 * {@link OwnTask} makes one of a file and a function.
 *
 * @param name what the harness calls it; also the name of its folder
 * @param version of the task's definition in the harness
 * @param dataset what the harness loads
 * @param items how many the published file has; of a task of one's own as many as are read
 * @param metrics in the harness's order; none before the rows are read where they follow from them
 * @param files names that its data may have, the original ones first; none where they come with the
 *     program
 * @param reading the item of a row, whether the row is of the original files or of the data set on
 *     the HuggingFace hub; throws a {@link org.smdm.io.UserException} that names the row and what
 *     is wrong with it
 * @param source what {@code reading} was compiled from, in Java; null for what is not from source
 */
public record Task(
    String name,
    double version,
    HubDataset dataset,
    int items,
    List<Metric> metrics,
    List<TaskFile> files,
    Function<Row, Item> reading,
    String source) {

  /** A task of the program. */
  Task(
      String name,
      double version,
      HubDataset dataset,
      int items,
      List<Metric> metrics,
      List<TaskFile> files,
      Function<Row, Item> reading) {
    this(name, version, dataset, items, metrics, files, reading, null);
  }

  /** Copies the lists. */
  public Task {
    metrics = List.copyOf(metrics);
    files = List.copyOf(files);
  }

  /** Whether {@code get} brings its data by the task's name. */
  public boolean isOnHub() {
    return !HubNames.splits(name, Path.of("")).isEmpty();
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
