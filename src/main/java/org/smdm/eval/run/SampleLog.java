package org.smdm.eval.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.smdm.eval.Item;
import org.smdm.eval.LikelihoodEstimate;
import org.smdm.eval.Metric;

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
    sample.put("doc_hash", sha256(PythonJson.indented(item.fields())));
    sample.put("prompt_hash", sha256(item.context()));
    sample.put("target_hash", sha256(target));
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
    return sha256(hashes.toString());
  }

  private static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
