package org.smdm.eval.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.smdm.eval.Item;
import org.smdm.eval.LikelihoodEstimate;
import org.smdm.eval.Limit;
import org.smdm.eval.Request;
import org.smdm.eval.Scorer;
import org.smdm.eval.task.TaskData;
import org.smdm.io.UserException;

/**
 * What is to be evaluated.
 *
 * @param tasks with their data, each once
 * @param limit how many of the first rows of each, among which malformed ones count
 * @param resamples of the bootstrap behind the standard error of perplexities; 0 for no standard
 *     errors at all
 */
public record Evaluation(List<TaskData> tasks, Limit limit, int resamples) {

  /** The harness's number of resamples. */
  public static final int HARNESS_RESAMPLES = 100_000;

  /** Orders the tasks by name and checks that there is something to do. */
  public Evaluation {
    tasks = tasks.stream().sorted(Comparator.comparing(data -> data.task().name())).toList();
    if (tasks.isEmpty()) {
      throw new UserException("There is no task to evaluate: name at least one");
    }
    Set<String> names = new HashSet<>();
    for (TaskData data : tasks) {
      if (!names.add(data.task().name())) {
        throw new UserException(
            "The task %s is given twice: name it once".formatted(data.task().name()));
      }
    }
    if (resamples < 0 || resamples == 1) {
      throw new UserException(
          "resamples is %d: write 0 for no standard errors, or at least 2".formatted(resamples));
    }
  }

  /**
   * Scores every task, one after the other.
   *
   * @param scorer asked once per task
   * @return (tasks) by name
   * @throws UserException if the limit leaves nothing of a task but malformed items
   */
  public List<TaskResult> run(Scorer scorer) {
    return tasks.stream().map(data -> score(data, scorer)).toList();
  }

  private TaskResult score(TaskData data, Scorer scorer) {
    String name = data.task().name();
    int count = limit.count(data.rows());
    List<Item> items = data.items().stream().filter(item -> item.docId() < count).toList();
    if (items.isEmpty()) {
      throw new UserException(
          "None of the first %d items of %s can be used: raise the limit or mend the file"
              .formatted(count, name));
    }
    List<Request> requests = items.stream().flatMap(item -> item.requests(name).stream()).toList();
    List<LikelihoodEstimate> scores = scorer.score(requests);
    if (scores.size() != requests.size()) {
      throw new IllegalStateException(
          "%d answers to %d requests of %s".formatted(scores.size(), requests.size(), name));
    }
    List<TaskResult.Answer> answers = new ArrayList<>();
    int from = 0;
    for (Item item : items) {
      int to = from + item.continuations().size();
      answers.add(new TaskResult.Answer(item, List.copyOf(scores.subList(from, to))));
      from = to;
    }
    return TaskResult.of(data, answers, resamples);
  }
}
