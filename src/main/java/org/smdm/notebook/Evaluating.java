package org.smdm.notebook;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.smdm.config.ModelFamily;
import org.smdm.config.RunConfig;
import org.smdm.eval.Limit;
import org.smdm.eval.likelihood.Estimator;
import org.smdm.eval.likelihood.LikelihoodConfig;
import org.smdm.eval.likelihood.ScoringPlan;
import org.smdm.eval.run.CheckpointEvaluation;
import org.smdm.eval.run.Evaluation;
import org.smdm.eval.run.EvaluationReport;
import org.smdm.eval.task.MalformedRows;
import org.smdm.eval.task.Task;
import org.smdm.eval.task.TaskData;
import org.smdm.eval.task.Tasks;
import org.smdm.lab.Home;
import org.smdm.model.checkpoint.ReadableModel;
import org.smdm.report.EvaluationTable;

/** Zero-shot tasks from a notebook, with the defaults and folders of {@code ./smdm eval}. */
final class Evaluating {

  /** What the command line calls a setting that is the same for all tasks. */
  private static final String SETTING = "fixed";

  private Evaluating() {}

  /** The usual estimator of a family. */
  static LikelihoodConfig usual(ModelFamily family) {
    Estimator estimator = family == ModelFamily.ARM ? Estimator.EXACT : Estimator.STRATIFIED;
    return LikelihoodConfig.of(
        estimator, LikelihoodConfig.DEFAULT_DRAWS, 0, 0, RunConfig.DEFAULT_SEED);
  }

  static EvaluationReport run(Run run, LikelihoodConfig likelihood, Limit limit, String... names) {
    return run(run, likelihood, limit, Stream.of(names).map(Tasks::named).toList(), false);
  }

  /**
   * Scores tasks.
   *
   * @param logSamples whether to write every item with its answers
   */
  static EvaluationReport run(
      Run run, LikelihoodConfig likelihood, Limit limit, List<Task> tasks, boolean logSamples) {
    Home home = Home.current();
    Path folderOfData = home.folder().resolve("data").resolve("tasks");
    List<TaskData> data =
        tasks.stream().map(t -> TaskData.read(t, folderOfData, MalformedRows.REFUSE)).toList();
    Map<String, ScoringPlan> plans = new LinkedHashMap<>();
    data.forEach(read -> plans.put(read.task().name(), ScoringPlan.of(likelihood, read.task())));
    Path folder = home.results().resolve("eval").resolve(run.name());
    EvaluationReport report =
        new CheckpointEvaluation(
                ReadableModel.of(run.folder()),
                run.folder(),
                run.name(),
                new Evaluation(data, limit, Evaluation.HARNESS_RESAMPLES),
                List.of(new CheckpointEvaluation.Setting(SETTING, plans)),
                null,
                likelihood.seed(),
                run.config().device(),
                0,
                folder,
                logSamples)
            .run(new LiveWork<>("%s, %s".formatted(run.name(), likelihood.label())));
    EvaluationTable.write(report, folder);
    return report;
  }
}
