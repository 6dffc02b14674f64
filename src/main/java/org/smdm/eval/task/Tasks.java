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

  /** Published ones that the paper does without. */
  private static final List<Task> OTHERS = List.of(LambadaStandard.OPENAI);

  private static final List<Task> EMBEDDED = List.of(SpeechEndings.TASK, SpeechLastWord.TASK);

  private Tasks() {}

  /** The published tasks of the paper, by name. */
  public static List<Task> all() {
    return ALL;
  }

  /** Tasks of the embedded speeches, by name: for trying things out, without any download. */
  public static List<Task> embedded() {
    return EMBEDDED;
  }

  /** Every task that there is: the paper's, others, and the embedded ones. */
  public static List<Task> known() {
    return Stream.of(ALL, OTHERS, EMBEDDED).flatMap(List::stream).toList();
  }

  /**
   * The task of a name.
   *
   * @throws UserException if there is none
   */
  public static Task named(String name) {
    return known().stream()
        .filter(task -> task.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "There is no task %s: name one of %s"
                        .formatted(
                            name,
                            known().stream().map(Task::name).collect(Collectors.joining(", ")))));
  }
}
