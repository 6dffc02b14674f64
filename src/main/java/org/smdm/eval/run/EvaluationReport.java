package org.smdm.eval.run;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.smdm.config.ConfigJson;
import org.smdm.eval.Metric;
import org.smdm.eval.likelihood.LikelihoodConfig;
import org.smdm.eval.likelihood.ScoringPlan;
import org.smdm.eval.likelihood.ScoringReport;
import org.smdm.io.AtomicFile;
import org.smdm.io.Json;
import org.smdm.io.TextFile;
import org.smdm.io.UserException;
import org.smdm.stats.StudentT;

/**
 * A model's results under all settings, as the file {@value #FILE} of their folder.
 *
 * @param model its name
 * @param modelHash SHA-256 of the weights
 * @param device where it was scored
 * @param seed of the draws
 * @param commit of the program
 * @param rows one per setting, task and metric
 * @param notes sentences about what keeps the numbers from being those of the whole benchmarks
 */
public record EvaluationReport(
    String model,
    String modelHash,
    String device,
    long seed,
    String commit,
    List<Row> rows,
    List<String> notes) {

  /** Name of the file in the folder of results. */
  public static final String FILE = "evaluation.json";

  private static final String FILTER = ",none";

  /** Copies the lists. */
  public EvaluationReport {
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

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
   * @param nllInterval half of the 95 % interval of such a likelihood, by Student's t from its
   *     groups of draws; null without groups or where they may stop early, and in older files
   */
  public record Row(
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
      Double nllStandardError,
      @JacksonInject(ConfigJson.LATER) Double nllInterval) {

    /** Whether a value is a share from 0 to 1. */
    @JsonIgnore
    public boolean isAccuracy() {
      return chance != null;
    }
  }

  /** Writes the file into a folder. */
  public Path write(Path folder) {
    Path file = folder.resolve(FILE);
    AtomicFile.writeString(file, ConfigJson.write(this));
    return file;
  }

  /**
   * Reads results: a folder with {@value #FILE}, that file, or a {@code results_….json} of
   * lm-evaluation-harness 0.3 or later.
   *
   * @throws UserException if there are none, naming the file
   */
  public static EvaluationReport read(Path path) {
    Path file = Files.isDirectory(path) ? path.resolve(FILE) : path;
    String wanted = "a folder that ./smdm eval wrote, or a results file";
    String text = TextFile.read(file, wanted);
    JsonNode tree = Json.read(text, file.toString(), "give " + wanted);
    return tree.path("results").isObject()
        ? harness(tree, file)
        : ConfigJson.read(text, EvaluationReport.class, file.toString());
  }

  private static EvaluationReport harness(JsonNode tree, Path file) {
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<String, JsonNode> task : tree.path("results").properties()) {
      for (Map.Entry<String, JsonNode> entry : task.getValue().properties()) {
        String key = entry.getKey();
        // Before version 0.4 metrics had no filter behind their names.
        String filter = isFiltered(task.getValue()) ? FILTER : "";
        boolean isMetric = key.endsWith(filter) && !key.endsWith("_stderr" + filter);
        // What is "N/A" or NaN is a gap, as what is not there.
        if (!isMetric || !isFinite(entry.getValue())) {
          continue;
        }
        String metric = key.substring(0, key.length() - filter.length());
        JsonNode error = task.getValue().path(metric + "_stderr" + filter);
        int items = tree.path("n-samples").path(task.getKey()).path("effective").intValue();
        rows.add(
            new Row(
                "harness",
                modelArguments(tree.path("config").path("model_args")),
                task.getKey(),
                metric.equals("ppl") ? Metric.PERPLEXITY.key() : metric,
                entry.getValue().doubleValue(),
                isFinite(error) ? Double.valueOf(error.doubleValue()) : null,
                metric.startsWith("acc") ? Double.valueOf(Double.NaN) : null,
                items,
                items,
                0,
                0,
                0,
                0,
                null,
                null));
      }
    }
    if (rows.isEmpty()) {
      throw new UserException(
          "%s holds no metric: give a file that the harness wrote".formatted(file));
    }
    String name = Json.textOrEmpty(tree, "model_name");
    return new EvaluationReport(
        name.isEmpty() ? file.getFileName().toString() : name,
        "",
        Json.textOrEmpty(tree.path("config"), "device"),
        0,
        Json.textOrEmpty(tree, "git_hash"),
        rows,
        List.of());
  }

  /** A text; later versions have an object of them. */
  private static String modelArguments(JsonNode given) {
    if (!given.isObject()) {
      return given.isTextual() ? given.textValue() : "";
    }
    return given.properties().stream()
        .map(one -> one.getKey() + "=" + one.getValue().asText()) // as the command line has it
        .collect(Collectors.joining(","));
  }

  private static boolean isFinite(JsonNode value) {
    return value.isNumber() && Double.isFinite(value.doubleValue());
  }

  private static boolean isFiltered(JsonNode task) {
    Iterator<String> keys = task.fieldNames();
    while (keys.hasNext()) {
      if (keys.next().indexOf(',') >= 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Rows of an evaluation.
   *
   * @param setting its name
   * @param results of the tasks
   * @param plans how each task was scored
   * @param reports what that took
   */
  static List<Row> rows(
      String setting,
      List<TaskResult> results,
      Map<String, ScoringPlan> plans,
      Map<String, ScoringReport> reports) {
    List<Row> rows = new ArrayList<>();
    for (TaskResult task : results) {
      String name = task.task().name();
      ScoringReport report = reports.get(name);
      for (Metric metric : task.task().metrics()) {
        TaskResult.Estimate estimate = task.estimates().get(metric);
        rows.add(
            new Row(
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
                boxed(report.meanStandardError()),
                interval(plans.get(name).likelihood(), report.meanStandardError())));
      }
    }
    return rows;
  }

  private static Double interval(LikelihoodConfig likelihood, OptionalDouble error) {
    boolean hasGroups = likelihood.estimator().isRandom() && likelihood.groups() > 1;
    return !hasGroups || likelihood.isAdaptive() || error.isEmpty()
        ? null
        : Double.valueOf(StudentT.reach(likelihood.groups() - 1) * error.getAsDouble());
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
