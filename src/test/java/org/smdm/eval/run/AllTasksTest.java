package org.smdm.eval.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.smdm.eval.LikelihoodEstimate;
import org.smdm.eval.Limit;
import org.smdm.eval.Metric;
import org.smdm.eval.Scorer;
import org.smdm.eval.task.MalformedRows;
import org.smdm.eval.task.TaskData;
import org.smdm.eval.task.Tasks;

/**
 * All tasks at once, 500 real items each, by a scorer whose log-likelihood is minus the number of
 * code points. The oracle of every number is numpy with the harness's rules in CPython 3.11, run on
 * the harness's own requests.
 */
class AllTasksTest {

  private static final Path DATA = Path.of("../shared/data");

  private static final Scorer BY_LENGTH =
      requests ->
          requests.stream()
              .map(request -> request.continuation())
              .map(text -> estimate(-text.codePointCount(0, text.length()), false))
              .toList();

  private static LikelihoodEstimate estimate(double logLikelihood, boolean isGreedy) {
    return new LikelihoodEstimate(-logLikelihood, OptionalDouble.of(0), 1, isGreedy);
  }

  private static Stream<String> rows(TaskResult task) {
    return task.estimates().entrySet().stream()
        .map(
            metric ->
                String.format(
                    Locale.ROOT,
                    "%s %.0f %s %.4f ± %.4f%n",
                    task.task().name(),
                    task.task().version(),
                    metric.getKey().key(),
                    metric.getValue().value(),
                    metric.getValue().standardError().orElseThrow()));
  }

  @Test
  void theNumbersOfAllTasksAreTheHarnesss() {
    Assumptions.assumeTrue(Files.exists(DATA), DATA + " is not here");
    List<TaskData> tasks =
        Tasks.all().stream().map(task -> TaskData.read(task, DATA, MalformedRows.REFUSE)).toList();
    List<TaskResult> results =
        new Evaluation(tasks, Limit.NONE, Evaluation.HARNESS_RESAMPLES).run(BY_LENGTH);
    assertEquals(
        """
        arc_easy 1 acc 0.2960 ± 0.0204
        arc_easy 1 acc_norm 0.2500 ± 0.0194
        boolq 2 acc 0.3740 ± 0.0217
        hellaswag 1 acc 0.2400 ± 0.0191
        hellaswag 1 acc_norm 0.2660 ± 0.0198
        lambada_standard 1 acc 0.0000 ± 0.0000
        lambada_standard 1 perplexity 814.0323 ± 68.2415
        openbookqa 1 acc 0.1480 ± 0.0159
        openbookqa 1 acc_norm 0.3620 ± 0.0215
        piqa 1 acc 0.5180 ± 0.0224
        piqa 1 acc_norm 0.5040 ± 0.0224
        race 2 acc 0.2300 ± 0.0188
        social_iqa 0 acc 0.3280 ± 0.0210
        """,
        results.stream().flatMap(AllTasksTest::rows).collect(Collectors.joining()));
    assertEquals(
        68.2414600177286,
        results.get(3).estimates().get(Metric.PERPLEXITY).standardError().orElseThrow(),
        1e-9);
  }
}
