package org.smdm.eval.task;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smdm.io.UserException;

/** The tasks there are. */
public final class Tasks {

  private static final List<Task> ALL =
      List.of(
          ArcEasy.TASK,
          BoolQ.TASK,
          Hellaswag.TASK,
          LambadaStandard.TASK,
          OpenBookQa.TASK,
          Piqa.TASK,
          Race.TASK,
          SocialIqa.TASK);

  private static final List<Task> EMBEDDED = List.of(SpeechEndings.TASK, SpeechLastWord.TASK);

  private Tasks() {}

  /** All published tasks, by name. */
  public static List<Task> all() {
    return ALL;
  }

  /** Tasks of the embedded speeches, by name: for trying things out, without any download. */
  public static List<Task> embedded() {
    return EMBEDDED;
  }

  /**
   * The task of a name.
   *
   * @throws UserException if there is none
   */
  public static Task named(String name) {
    return Stream.concat(ALL.stream(), EMBEDDED.stream())
        .filter(task -> task.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "There is no task %s: name one of %s"
                        .formatted(
                            name,
                            Stream.concat(ALL.stream(), EMBEDDED.stream())
                                .map(Task::name)
                                .collect(Collectors.joining(", ")))));
  }
}
