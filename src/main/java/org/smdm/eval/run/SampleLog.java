package org.smdm.eval.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.smdm.eval.Item;
import org.smdm.eval.LikelihoodEstimate;
import org.smdm.eval.Metric;
import org.smdm.io.PythonJson;
import org.smdm.io.Sha256;

/**
 * Every item of a task with the model's answers, as lm-evaluation-harness 0.4.4 logs samples: one
 * JSON object per item.
 *
 * <p>{@code doc} is the row of the data file and {@code doc_hash} its hash, so it equals the
 * harness's where the file has the fields of the hub's data set in the same order and the harness
 * adds none to them. {@code prompt_hash} and {@code target_hash} equal the harness's.
 */
final class SampleLog {

  private SampleLog() {}

  /** The log of one item. */
  static ObjectNode sample(TaskResult task, TaskResult.Answer answer) {
    Item item = answer.item();
    String target = item.hasChoices() ? Integer.toString(item.gold()) : item.continuations().get(0);
    ObjectNode sample = JsonNodeFactory.instance.objectNode();
    sample.put("doc_id", item.docId());
    sample.set("doc", item.fields());
    sample.put("target", target);
    ObjectNode arguments = sample.putObject("arguments");
    for (int i = 0; i < item.continuations().size(); i++) {
      arguments
          .putObject("gen_args_" + i)
          .put("arg_0", item.context())
          .put("arg_1", item.continuations().get(i));
    }
    ArrayNode responses = sample.putArray("resps");
    answer.scores().forEach(score -> add(responses.addArray(), score));
    ArrayNode filtered = sample.putArray("filtered_resps");
    answer.scores().forEach(score -> add(filtered, score));
    sample.put("doc_hash", Sha256.of(PythonJson.indented(item.fields())));
    sample.put("prompt_hash", Sha256.of(item.context()));
    sample.put("target_hash", Sha256.of(target));
    for (Metric metric : task.task().metrics()) {
      double value = metric.of(item, answer.scores());
      if (metric == Metric.ACC && !item.hasChoices()) {
        sample.put(metric.key(), (int) value); // the harness counts greedy matches in integers
      } else {
        sample.put(metric.key(), value);
      }
    }
    return sample;
  }

  private static void add(ArrayNode list, LikelihoodEstimate score) {
    list.addArray()
        .add(PythonJson.repr(score.logLikelihood()))
        .add(score.isGreedy() ? "True" : "False");
  }

  /** The harness's hash of all items of a task. */
  static String taskHash(List<ObjectNode> samples) {
    StringBuilder hashes = new StringBuilder();
    for (ObjectNode sample : samples) {
      hashes
          .append(sample.get("doc_hash").textValue())
          .append(sample.get("prompt_hash").textValue())
          .append(sample.get("target_hash").textValue());
    }
    return Sha256.of(hashes.toString());
  }
}
