package org.smdm.eval.task;

import java.util.List;
import java.util.Optional;
import org.smdm.eval.Item;

/**
 * A benchmark: what is known of it and how a row of its data becomes an item. To add one, write a
 * class that implements this and name it in {@link Tasks}.
 */
public interface Task {

  /** Its name, version, data and metrics. */
  TaskCard card();

  /**
   * The item of a row, whether the row is of the original files or of the data set on the
   * HuggingFace hub.
   *
   * @throws org.smdm.io.UserException naming the row and what is wrong with it
   */
  Item item(Row row);

  /** Its rows where they come with the program; nothing where they are read from files. */
  default Optional<List<RawRow>> ownRows() {
    return Optional.empty();
  }

  /** What the harness calls it. */
  default String name() {
    return card().name();
  }
}
