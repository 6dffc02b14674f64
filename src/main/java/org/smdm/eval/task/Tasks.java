package org.smdm.eval.task;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smdm.io.UserException;

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

  private static final List<Task> EMBEDDED = List.of(new SpeechEndings(), new SpeechLastWord());

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
