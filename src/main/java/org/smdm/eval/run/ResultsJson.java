package org.smdm.eval.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.smdm.eval.Item;
import org.smdm.eval.Metric;
import org.smdm.eval.task.Task;

/**
 * Results under the keys of lm-evaluation-harness 0.4.4.
 *
 * <p>Seeds of generators that do not exist here are null, and {@code configs} lacks the templates
 * that are Java code here. Two keys are ours: {@code task_files} with the hashes of the data that
 * were read, and {@code malformed} with a sentence about each item that was left out.
 */
final class ResultsJson {

  private static final String FILTER = ",none";

  private ResultsJson() {}

  /**
   * The results.
   *
   * @param taskHashes of the samples, by task; empty where none are logged
   */
  static ObjectNode of(
      Evaluation evaluation,
      List<TaskResult> tasks,
      ModelUnderTest model,
      Map<String, String> taskHashes) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    for (String key :
        new String[] {
          "results",
          "group_subtasks",
          "configs",
          "versions",
          "n-shot",
          "higher_is_better",
          "n-samples"
        }) {
      root.putObject(key);
    }
    tasks.forEach(task -> add(root, task));
    root.set("config", config(evaluation, model));
    root.put("git_hash", model.commit());
    root.put("date", seconds(model.started()));
    ObjectNode files = root.putObject("task_files");
    ObjectNode malformed = root.putObject("malformed");
    for (TaskResult task : tasks) {
      ObjectNode hashes = files.putObject(task.task().name());
      task.data().sha256().forEach(hashes::put);
      ArrayNode sentences = malformed.putArray(task.task().name());
      task.data().malformed().forEach(sentences::add);
    }
    ObjectNode hashes = root.putObject("task_hashes");
    taskHashes.forEach(hashes::put);
    root.put("model_source", model.kind());
    root.put("model_name", model.name());
    root.put("model_name_sanitized", model.folderName());
    root.putNull("system_instruction");
    root.putNull("system_instruction_sha");
    root.put("fewshot_as_multiturn", false);
    root.putNull("chat_template");
    root.putNull("chat_template_sha");
    root.put("start_time", seconds(model.started()));
    root.put("end_time", seconds(model.started().plus(model.elapsed())));
    root.put("total_evaluation_time_seconds", PythonJson.repr(model.elapsed().toNanos() / 1e9));
    return root;
  }

  private static double seconds(Instant instant) {
    return instant.getEpochSecond() + instant.getNano() / 1e9;
  }

  private static void add(ObjectNode root, TaskResult scored) {
    Task task = scored.task();
    String name = task.name();
    ObjectNode results = root.withObjectProperty("results").putObject(name).put("alias", name);
    ObjectNode higher = root.withObjectProperty("higher_is_better").putObject(name);
    for (Metric metric : task.metrics()) {
      TaskResult.Estimate estimate = scored.estimates().get(metric);
      results.put(metric.key() + FILTER, estimate.value());
      if (estimate.standardError().isPresent()) {
        results.put(metric.key() + "_stderr" + FILTER, estimate.standardError().getAsDouble());
      } else {
        results.put(metric.key() + "_stderr" + FILTER, "N/A");
      }
      higher.put(metric.key(), metric.higherIsBetter());
    }
    root.withObjectProperty("group_subtasks").putArray(name);
    root.withObjectProperty("configs").set(name, taskConfig(task));
    root.withObjectProperty("versions").put(name, task.version());
    root.withObjectProperty("n-shot").put(name, 0);
    root.withObjectProperty("n-samples")
        .putObject(name)
        .put("original", scored.data().rows())
        .put("effective", scored.answers().size());
  }

  private static ObjectNode taskConfig(Task task) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("task", task.name());
    config.put("dataset_path", task.dataset().path());
    String dataset = task.dataset().config();
    config.put("dataset_name", dataset.isEmpty() ? null : dataset);
    config.put(task.dataset().split() + "_split", task.dataset().split());
    config.put("description", "");
    config.put("target_delimiter", Item.DELIMITER);
    config.put("fewshot_delimiter", "\n\n");
    config.put("num_fewshot", 0);
    ArrayNode metrics = config.putArray("metric_list");
    for (Metric metric : task.metrics()) {
      metrics
          .addObject()
          .put("metric", metric.key())
          .put("aggregation", metric.aggregation())
          .put("higher_is_better", metric.higherIsBetter());
    }
    config.put(
        "output_type",
        task.metrics().contains(Metric.PERPLEXITY) ? "loglikelihood" : "multiple_choice");
    config.put("repeats", 1);
    config.put("should_decontaminate", false);
    config.putObject("metadata").put("version", task.version());
    return config;
  }

  private static ObjectNode config(Evaluation evaluation, ModelUnderTest model) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("model", model.kind());
    config.put("model_args", model.arguments());
    config.put("batch_size", model.batchSize());
    config.putArray("batch_sizes");
    config.put("device", model.device());
    config.putNull("use_cache");
    OptionalDouble limit = evaluation.limit().value();
    config.put("limit", limit.isPresent() ? (Double) limit.getAsDouble() : null);
    config.put("bootstrap_iters", evaluation.resamples());
    config.putNull("gen_kwargs");
    config.put("random_seed", model.seed());
    config.putNull("numpy_seed");
    config.putNull("torch_seed");
    config.putNull("fewshot_seed");
    return config;
  }
}
