package org.smdm.eval.run;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.smdm.eval.Metric;
import org.smdm.eval.likelihood.ScoringPlan;
import org.smdm.eval.likelihood.ScoringReport;

/**
 * A metric of a task under one setting, with what must be known to believe it.
 *
 * @param setting {@code per-task} for the preset's choice of each task, {@code fixed} for one of
 *     all tasks
 * @param likelihood estimator, draws and guidance in few words
 * @param task its name
 * @param metric the harness's name
 * @param value of the metric
 * @param standardError over items; null without
 * @param chance accuracy of guessing; null for a perplexity
 * @param items scored
 * @param published items of the published file
 * @param requests scored
 * @param truncated requests with a context cut from the left
 * @param crossed requests where context and continuation share a token
 * @param forwardPasses sequences put through the transformer
 * @param nllStandardError mean standard error of a request's negative log-likelihood in nats, of
 *     the draws alone; null without
 */
public record ReportRow(
    String setting,
    String likelihood,
    String task,
    String metric,
    double value,
    Double standardError,
    Double chance,
    int items,
    int published,
    int requests,
    int truncated,
    int crossed,
    long forwardPasses,
    Double nllStandardError) {

  /** Whether a value is a share from 0 to 1. */
  @JsonIgnore
  public boolean isAccuracy() {
    return chance != null;
  }

  /**
   * Rows of an evaluation.
   *
   * @param setting its name
   * @param results of the tasks
   * @param plans how each task was scored
   * @param reports what that took
   */
  public static List<ReportRow> of(
      String setting,
      List<TaskResult> results,
      Map<String, ScoringPlan> plans,
      Map<String, ScoringReport> reports) {
    List<ReportRow> rows = new ArrayList<>();
    for (TaskResult task : results) {
      String name = task.task().name();
      ScoringReport report = reports.get(name);
      for (Metric metric : task.task().metrics()) {
        TaskResult.Estimate estimate = task.estimates().get(metric);
        rows.add(
            new ReportRow(
                setting,
                plans.get(name).likelihood().label(),
                name,
                metric.key(),
                estimate.value(),
                boxed(estimate.standardError()),
                metric == Metric.PERPLEXITY ? null : Double.valueOf(chance(task)),
                task.answers().size(),
                task.task().items(),
                report.requests(),
                report.truncated(),
                report.crossed(),
                report.forwardPasses(),
                boxed(report.meanStandardError())));
      }
    }
    return rows;
  }

  private static double chance(TaskResult task) {
    return task.answers().stream()
        .map(TaskResult.Answer::item)
        .mapToDouble(item -> item.hasChoices() ? 1.0 / item.continuations().size() : 0)
        .average()
        .orElseThrow();
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
  }
}
