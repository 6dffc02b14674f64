package org.smdm.eval.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.smdm.eval.Item;
import org.smdm.eval.Metric;
import org.smdm.eval.task.Task;
import org.smdm.io.Json;
import org.smdm.io.PythonJson;
import org.smdm.io.Sha256;

/**
 * Results under the keys of lm-evaluation-harness 0.4.4.
 *
 * <p>Seeds of generators that do not exist here are null, and {@code configs} lacks the templates
 * that are Java code here. Two keys are ours: {@code task_files} with the hashes of the data that
 * were read, and {@code malformed} with a sentence about each item that was left out. What a task
 * of one's own was compiled from stands in its {@code metadata}, with its SHA-256.
 */
final class ResultsJson {

  private static final String FILTER = ",none";

  /** The file in its order, with what is the same in all of ours. */
  private static final String FRAME =
      """
      {"results": {}, "group_subtasks": {}, "configs": {}, "versions": {}, "n-shot": {},
       "higher_is_better": {}, "n-samples": {},
       "config": {"model": "", "model_args": "", "batch_size": 0, "batch_sizes": [], "device": "",
         "use_cache": null, "limit": null, "bootstrap_iters": 0, "gen_kwargs": null,
         "random_seed": 0, "numpy_seed": null, "torch_seed": null, "fewshot_seed": null},
       "git_hash": "", "date": 0, "task_files": {}, "malformed": {}, "task_hashes": {},
       "model_source": "", "model_name": "", "model_name_sanitized": "",
       "system_instruction": null, "system_instruction_sha": null, "fewshot_as_multiturn": false,
       "chat_template": null, "chat_template_sha": null, "start_time": 0, "end_time": 0,
       "total_evaluation_time_seconds": ""}
      """;

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
    ObjectNode root = (ObjectNode) Json.read(FRAME, "the frame", "");
    tasks.forEach(task -> add(root, task));
    config(root.withObjectProperty("config"), evaluation, model);
    root.put("git_hash", model.commit())
        .put("date", seconds(model.started()))
        .put("model_source", model.kind())
        .put("model_name", model.name())
        .put("model_name_sanitized", model.folderName())
        .put("start_time", seconds(model.started()))
        .put("end_time", seconds(model.started().plus(model.elapsed())))
        .put("total_evaluation_time_seconds", PythonJson.repr(model.elapsed().toNanos() / 1e9));
    ObjectNode hashes = root.withObjectProperty("task_hashes");
    taskHashes.forEach(hashes::put);
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
    ObjectNode hashes = root.withObjectProperty("task_files").putObject(name);
    scored.data().sha256().forEach(hashes::put);
    ArrayNode sentences = root.withObjectProperty("malformed").putArray(name);
    scored.data().malformed().forEach(sentences::add);
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
    ObjectNode metadata = config.putObject("metadata").put("version", task.version());
    if (task.source() != null) {
      metadata.put("source_sha256", Sha256.of(task.source())).put("source", task.source());
    }
    return config;
  }

  private static void config(ObjectNode config, Evaluation evaluation, ModelUnderTest model) {
    config
        .put("model", model.kind())
        .put("model_args", model.arguments())
        .put("batch_size", model.batchSize())
        .put("device", model.device())
        .put("bootstrap_iters", evaluation.resamples())
        .put("random_seed", model.seed());
    evaluation.limit().value().ifPresent(limit -> config.put("limit", limit));
  }
}
