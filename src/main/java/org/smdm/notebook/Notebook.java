package org.smdm.notebook;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.smdm.config.ConfigJson;
import org.smdm.config.ModelFamily;
import org.smdm.config.RunConfig;
import org.smdm.config.SamplingConfig;
import org.smdm.config.ShiftConfig;
import org.smdm.config.SweepConfig;
import org.smdm.config.Unmasking;
import org.smdm.eval.Item;
import org.smdm.eval.Limit;
import org.smdm.eval.generation.SamplingSweep;
import org.smdm.eval.likelihood.LikelihoodConfig;
import org.smdm.eval.reversal.ReversalPlan;
import org.smdm.eval.reversal.ReversalQuestion;
import org.smdm.eval.reversal.ReversalStudy;
import org.smdm.eval.run.EvaluationReport;
import org.smdm.eval.shift.ShiftStudy;
import org.smdm.eval.task.OwnTask;
import org.smdm.eval.task.Row;
import org.smdm.eval.task.Task;
import org.smdm.io.AtomicFile;
import org.smdm.io.UserException;
import org.smdm.lab.Experiment;
import org.smdm.lab.Home;
import org.smdm.lab.LaunchedProcess;
import org.smdm.lab.OwnCode;
import org.smdm.lab.Pretraining;
import org.smdm.lab.RunPlace;
import org.smdm.lab.ScalingStudy;
import org.smdm.record.Manifest;
import org.smdm.record.RunFolder;
import org.smdm.report.ReversalReport;
import org.smdm.report.RunList;
import org.smdm.report.ScalingReport;
import org.smdm.report.ShiftReport;
import org.smdm.report.SweepReport;
import org.smdm.scaling.FitOptions;
import org.smdm.scaling.ScalingCsv;
import org.smdm.scaling.ScalingData;
import org.smdm.scaling.ScalingFit;
import org.smdm.scaling.ScalingPlan;
import org.smdm.train.GradientCheck;
import org.smdm.train.Parallelism;
import org.smdm.train.TrainingOutcome;
import org.smdm.train.TrainingSession;
import org.smdm.train.TrainingTask;
import tech.tablesaw.api.Table;

/**
 * The words of a notebook; cells have them without imports.
 *
 * <pre>{@code
 * var config = mdm().layers(4).embd(128).steps(400);
 * var run = pretrain(config);
 * sample(run, "My fellow citizens");
 * }</pre>
 */
public final class Notebook {

  private Notebook() {}

  /** A masked diffusion model, small and on the embedded speeches until told otherwise. */
  public static Experiment mdm() {
    return Experiment.of(ModelFamily.MDM).withAbsolutePaths();
  }

  /** An autoregressive model, small and on the embedded speeches until told otherwise. */
  public static Experiment arm() {
    return Experiment.of(ModelFamily.ARM).withAbsolutePaths();
  }

  /**
   * Reads a config that was saved.
   *
   * @param file written by {@code save} or {@code ./smdm pretrain --save-config}
   * @throws UserException when it is none
   */
  public static RunConfig config(String file) {
    return ConfigJson.read(Path.of(file), RunConfig.class);
  }

  /**
   * Compares the gradients of an experiment's model with differences of its loss, before hours are
   * spent on it.
   *
   * @param experiment whose model is looked at; with a budget, as for training
   * @return each parameter with the length of its gradient and what the loss has
   * @throws UserException when they differ, naming the function to look at
   */
  public static Table check(Experiment experiment) {
    return GradientCheck.of(experiment.config());
  }

  /** Parent of all run folders: {@code results} beside the launcher, or {@code SMDM_RESULTS}. */
  public static Path results() {
    return Home.current().results();
  }

  /**
   * Trains in this process and shows how it goes. What was stopped or killed goes on where it was
   * left; what is finished is not trained again.
   *
   * @param experiment the run
   * @return the finished run
   * @throws RunStopped when the cell is stopped, after saving
   * @throws UserException when training fails in a way that the user can mend
   */
  public static Run pretrain(Experiment experiment) {
    return pretrain(RunPlace.of(results(), experiment));
  }

  /**
   * Trains in this process, as {@link #pretrain(Experiment)}.
   *
   * @param config the run; its name is its own
   */
  public static Run pretrain(RunConfig config) {
    OwnCode.require(config, config.name());
    RunConfig placed = RunPlace.of(results(), config, true);
    Run run = Run.at(results().resolve(placed.name()));
    if (run.files().hasManifest() && run.state().equals(Manifest.FINISHED)) {
      new RunFollower(run).follow();
      return run;
    }
    TrainingTask data = Pretraining.open(placed);
    LiveTraining live = new LiveTraining(placed.name(), data.bytesPerToken());
    TrainingOutcome outcome;
    try {
      outcome =
          Pretraining.run(
              placed, data, new TrainingSession(results(), true, live, Parallelism.none()));
    } catch (RuntimeException e) {
      live.failed(e.getMessage() == null ? e.toString() : e.getMessage());
      throw e;
    }
    if (!outcome.isFinished()) {
      throw new RunStopped(
          "%s was stopped and saved after step %d of %d: run the cell again to go on"
              .formatted(placed.name(), outcome.step(), placed.steps()));
    }
    return run;
  }

  /**
   * Trains in a process of its own, which goes on when this notebook is closed. The process is the
   * launcher's {@code ./smdm run}, so that losses are the same.
   *
   * @param experiment the run
   * @return the run, which has just begun
   * @throws UserException when no process can be started
   */
  public static Run launch(Experiment experiment) {
    return launch(RunPlace.of(results(), experiment));
  }

  /**
   * Trains in a process of its own, as {@link #launch(Experiment)}.
   *
   * @param config the run; its name is its own
   */
  public static Run launch(RunConfig config) {
    OwnCode.require(config, config.name());
    Home home = Home.current();
    RunConfig placed = RunPlace.of(home.results(), config, true);
    RunFolder folder = RunPlace.prepare(home.results(), placed);
    Run run = Run.at(folder.path());
    boolean isBegun = run.files().hasManifest();
    String state = isBegun ? run.state() : "";
    if (!state.equals(Manifest.FINISHED) && !state.equals(Manifest.RUNNING)) {
      Process process = LaunchedProcess.run(home, folder.config(), RunPlace.log(folder));
      RunFollower.awaitBeginning(run, process);
    }
    return run;
  }

  /**
   * Shows a run of another process until it is over; stopping the cell leaves the run alone.
   *
   * @param run that was launched here or elsewhere
   * @return the run
   */
  public static Run attach(Run run) {
    new RunFollower(run).follow();
    return run;
  }

  /**
   * Shows a run of another process, as {@link #attach(Run)}.
   *
   * @param name below {@link #results}, or a path
   */
  public static Run attach(String name) {
    return attach(run(name));
  }

  /**
   * A run that is there.
   *
   * @param name below {@link #results}, or a path
   * @throws UserException when there is none
   */
  public static Run run(String name) {
    Path below = results().resolve(name);
    return Run.in(Files.exists(below) ? below : Path.of(name));
  }

  /** All runs below {@link #results}, the latest first. */
  public static RunTable runs() {
    Path results = results();
    if (!Files.isDirectory(results)) {
      return new RunTable(results, RunList.of(List.of()));
    }
    return new RunTable(results, RunList.read(results, RunList.Order.DATE));
  }

  /**
   * Runs beside each other.
   *
   * @param runs in the order of the legend
   */
  public static Comparison compare(Run... runs) {
    return Comparison.of(Arrays.asList(runs));
  }

  /**
   * Draws three texts from a run's model.
   *
   * @param run whose last checkpoint writes
   * @param prompt that each begins with; may be empty
   */
  public static Samples sample(Run run, String prompt) {
    int length = run.config().model().blockSize();
    return sample(run, prompt, 3, new SamplingConfig(length, length, 0.7));
  }

  /**
   * Draws texts from a run's model.
   *
   * @param run whose last checkpoint writes
   * @param prompt that each begins with; may be empty
   * @param count how many
   * @param sampling length, steps and temperature
   */
  public static Samples sample(Run run, String prompt, int count, SamplingConfig sampling) {
    return run.sample(prompt, count, sampling);
  }

  /**
   * Draws a text from a run's model and shows how it comes to be.
   *
   * @param run whose last checkpoint writes
   * @param prompt that it begins with; may be empty
   */
  public static Replay watch(Run run, String prompt) {
    int length = run.config().model().blockSize();
    return watch(run, prompt, new SamplingConfig(length, length, 0.7));
  }

  /**
   * Draws a text from a run's model and shows how it comes to be.
   *
   * @param run whose last checkpoint writes
   * @param prompt that it begins with; may be empty
   * @param sampling length, steps, temperature, order of unmasking and the rest
   */
  public static Replay watch(Run run, String prompt, SamplingConfig sampling) {
    return run.watch(prompt, 1, sampling);
  }

  /**
   * Fills the blanks of a text by a run's masked diffusion model, one after the other where it is
   * most certain.
   *
   * @param run whose last checkpoint fills
   * @param text with {@code ▢} for a masked token and {@code ▢{12}} for twelve
   */
  public static Replay fill(Run run, String text) {
    int length = run.config().model().blockSize();
    return fill(
        run, text, new SamplingConfig(length, length, 0.7).withUnmasking(Unmasking.CONFIDENCE));
  }

  /**
   * Fills the blanks of a text by a run's masked diffusion model.
   *
   * @param run whose last checkpoint fills
   * @param text with {@code ▢} for a masked token and {@code ▢{12}} for twelve
   * @param sampling how to draw; the length is the text's
   */
  public static Replay fill(Run run, String text, SamplingConfig sampling) {
    return run.fill(text, 1, sampling);
  }

  /**
   * Compares ways of sampling in this process and shows how far it is. What was stopped goes on
   * where it was left; what is done is not done again.
   *
   * @param config models, judge, prompts and ways
   * @return table and figures
   * @throws UserException when the folder of that name holds another sweep
   */
  public static SweepReport sweep(SweepConfig config) {
    SamplingSweep sweep = new SamplingSweep(config, results());
    SweepReport report = new SweepReport(sweep.run(new LiveWork<>("")));
    report.write(sweep.folder());
    return report;
  }

  /**
   * Trains small models on made-up people told in one direction and asks them in both. What was
   * stopped goes on where it was left; what is done is not trained again.
   *
   * @param name of the folder below {@link #results}
   * @param plan people, models and seeds
   * @return table and bar chart of all seeds
   * @throws UserException when the folder of that name holds another plan's runs
   */
  public static ReversalReport reversal(String name, ReversalPlan plan) {
    Path folder = results().resolve(name);
    ReversalReport report =
        ReversalReport.of(
            new ReversalStudy(plan, folder)
                .run(config -> new LiveTraining(config.name(), Double.NaN)));
    report.write(folder);
    return report;
  }

  /**
   * Some answers of the first seed's models, coloured by whether they are right.
   *
   * @param report from {@link #reversal}
   * @param question which was asked
   */
  public static ReversalAnswers answers(ReversalReport report, ReversalQuestion question) {
    long first = report.results().get(0).seed();
    return new ReversalAnswers(
        report.results().stream().filter(result -> result.seed() == first).toList(), question, 6);
  }

  /**
   * Compares ways of sampling in a process of its own, {@code ./smdm sweep}, which goes on when
   * this notebook is closed; {@link #sweep} then finds what is done.
   *
   * @param config the sweep
   * @param file receives its config as JSON, for this machine or another one
   * @return the process
   * @throws UserException when no process can be started
   */
  public static Process launch(SweepConfig config, String file) {
    Home home = Home.current();
    Path path = Path.of(file);
    AtomicFile.writeString(path, ConfigJson.write(config));
    return LaunchedProcess.sweep(home, path, path.resolveSibling(config.name() + ".log"));
  }

  /** A scaling study of small models on the embedded speeches until told otherwise. */
  public static ScalingStudy scaling() {
    return ScalingStudy.tiny();
  }

  /**
   * Writes the runs of a study, or opens them when they are there.
   *
   * @param name of the plan's folder below {@link #results}
   * @param study what to compare
   * @throws UserException when the grid is impossible, or the folder holds another study's plan
   */
  public static ScalingPlan plan(String name, ScalingStudy study) {
    return ScalingWords.plan(results().resolve(name), study.config());
  }

  /**
   * Trains a plan's runs that are not finished, one after the other, and shows how far it is. What
   * was stopped goes on where it was left.
   *
   * @param plan its runs
   * @return the plan
   * @throws UserException when runs failed twice, naming them
   */
  public static ScalingPlan train(ScalingPlan plan) {
    return train(plan, 1);
  }

  /**
   * Trains a plan's runs that are not finished, several at a time, which share the cores: models of
   * a few thousand parameters gain nothing from a second one.
   *
   * @param plan its runs
   * @param atOnce how many at a time
   * @return the plan
   * @throws UserException when runs failed twice, naming them
   */
  public static ScalingPlan train(ScalingPlan plan, int atOnce) {
    try (RunsHere here = new RunsHere(atOnce)) {
      return ScalingWords.train(plan, here, atOnce);
    }
  }

  /** Fits scaling laws to a plan's finished runs. */
  public static ScalingReport fit(ScalingPlan plan) {
    return fit(plan.results());
  }

  /**
   * Fits scaling laws.
   *
   * @param file of runs or optima, as {@code ./smdm scaling fit} reads it
   */
  public static ScalingReport fit(String file) {
    return fit(ScalingCsv.read(Path.of(file)));
  }

  /** Fits scaling laws, with the bootstrap that the command line has. */
  public static ScalingReport fit(ScalingData data) {
    return new ScalingReport(ScalingFit.of(data, FitOptions.standard()));
  }

  /**
   * Scores a run's model on zero-shot tasks with the usual estimator: exact for an ARM, 128
   * stratified draws for an MDM. What was scored before is remembered, also by {@code ./smdm eval}.
   *
   * @param run whose last checkpoint is scored
   * @param tasks names, of {@code sotu_endings} and {@code sotu_last_word} (held-back speeches) or
   *     of a benchmark whose file is in {@code data/tasks}
   * @throws UserException when a task's file is missing
   */
  public static EvaluationReport evaluate(Run run, String... tasks) {
    return Evaluating.run(run, Evaluating.usual(run.checkpoint().family()), Limit.NONE, tasks);
  }

  /**
   * Scores a run's model on the first items of zero-shot tasks.
   *
   * @param run whose last checkpoint is scored
   * @param likelihood estimator, draws and guidance
   * @param items of each task, the first
   * @param tasks names, as of {@link #evaluate(Run, String...)}
   */
  public static EvaluationReport evaluate(
      Run run, LikelihoodConfig likelihood, int items, String... tasks) {
    return Evaluating.run(run, likelihood, Limit.of(items), tasks);
  }

  /**
   * A task of one's own, for {@link #evaluate(Run, Task...)}.
   *
   * <pre>{@code
   * var capitals = task("capitals", "capitals.jsonl", row ->
   *     row.choices(row.text("question"), row.texts("choices"), row.number("answer")));
   * }</pre>
   *
   * @param name for tables and files
   * @param file of rows: {@code .jsonl}, {@code .json}, {@code .csv}, {@code .tsv}, {@code
   *     .parquet} or {@code .txt}
   * @param item of a row, by {@code row.choices} or {@code row.completion}
   * @throws UserException when the file is not there
   */
  public static Task task(String name, String file, Function<Row, Item> item) {
    return OwnTask.of(name, Path.of(file), item);
  }

  /**
   * A task of one's own as {@code ./smdm eval --task-code} takes it; its results have the source
   * and its SHA-256.
   *
   * @param name for tables and files
   * @param file of rows
   * @param source in Java: a method {@code Item item(Row row)} and what it needs
   * @throws UserException when it does not compile, with the line of the source
   */
  public static Task task(String name, String file, String source) {
    return OwnTask.ofSource(name, Path.of(file), source);
  }

  /**
   * Scores a run's model on tasks of one's own with the usual estimator, as {@link #evaluate(Run,
   * String...)}, and writes every item with its answers beside the results.
   *
   * @param run whose last checkpoint is scored
   * @param tasks from {@link #task}
   * @throws UserException when a row makes no item, naming its line
   */
  public static EvaluationReport evaluate(Run run, Task... tasks) {
    LikelihoodConfig usual = Evaluating.usual(run.checkpoint().family());
    return Evaluating.run(run, usual, Limit.NONE, List.of(tasks), true);
  }

  /**
   * Scores a run's model on the first items of tasks of one's own.
   *
   * @param run whose last checkpoint is scored
   * @param likelihood estimator, draws and guidance
   * @param items of each task, the first
   * @param tasks from {@link #task}
   */
  public static EvaluationReport evaluate(
      Run run, LikelihoodConfig likelihood, int items, Task... tasks) {
    return Evaluating.run(run, likelihood, Limit.of(items), List.of(tasks), true);
  }

  /**
   * Computes the perplexity of models by the date of the text in this process and shows how far it
   * is; {@code ./smdm shift} does the same. What is done is not done again.
   *
   * @param config models and dated text
   * @return table and figures
   * @throws UserException when the folder of that name holds another study
   */
  public static ShiftReport shift(ShiftConfig config) {
    ShiftStudy study = new ShiftStudy(config, results());
    ShiftReport report = new ShiftReport(study.run(new LiveWork<>("")));
    report.write(study.folder());
    return report;
  }

  /**
   * Shows values in the middle of a cell, as they look at its end.
   *
   * @param values what to show
   */
  public static void display(Object... values) {
    for (Object value : values) {
      Display.once(Rendering.of(value).orElseGet(() -> new Shown(String.valueOf(value), Map.of())));
    }
  }
}
