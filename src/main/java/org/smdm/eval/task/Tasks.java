package org.smdm.eval.task;

import java.util.List;
import java.util.stream.Collectors;
import org.smdm.config.UserException;

/** The tasks there are. */
public final class Tasks {

  private static final List<Task> ALL =
      List.of(
          new ArcEasy(),
          new BoolQ(),
          new Hellaswag(),
          new LambadaStandard(),
          new OpenBookQa(),
          new Piqa(),
          new Race(),
          new SocialIqa());

  private Tasks() {}

  /** All tasks, by name. */
  public static List<Task> all() {
    return ALL;
  }

  /**
   * The task of a name.
   *
   * @throws UserException if there is none
   */
  public static Task named(String name) {
    return ALL.stream()
        .filter(task -> task.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "There is no task %s: name one of %s"
                        .formatted(
                            name, ALL.stream().map(Task::name).collect(Collectors.joining(", ")))));
  }
}
