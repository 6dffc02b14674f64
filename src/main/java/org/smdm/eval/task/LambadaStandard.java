package org.smdm.eval.task;

import java.util.List;
import org.smdm.eval.Item;
import org.smdm.eval.Metric;

/** The last word of a passage, in the original lower-cased and tokenised text or GPT-2's. */
final class LambadaStandard {

  static final Task TASK =
      new Task(
          "lambada_standard",
          1.0,
          new Task.HubDataset("lambada", "", "test"),
          5153,
          List.of(Metric.PERPLEXITY, Metric.ACC),
          List.of(
              TaskFile.textLines(
                  "lambada_test_plain_text.txt", "https://zenodo.org/records/2630551"),
              TaskFile.parquet("test", "https://huggingface.co/datasets/cimec/lambada")),
          LambadaStandard::item);

  /** The text as it was published with GPT-2, in its own case and with its own punctuation. */
  static final Task OPENAI =
      new Task(
          "lambada_openai",
          1.0,
          new Task.HubDataset("EleutherAI/lambada_openai", "default", "test"),
          5153,
          List.of(Metric.PERPLEXITY, Metric.ACC),
          List.of(
              TaskFile.parquet(
                  "test", "https://huggingface.co/datasets/EleutherAI/lambada_openai")),
          LambadaStandard::item);

  private LambadaStandard() {}

  private static Item item(Row row) {
    String text = row.text("text");
    int space = text.lastIndexOf(' ');
    if (space < 1 || space == text.length() - 1) {
      throw row.wrong("has no last word after others");
    }
    return row.completion(text.substring(0, space), text.substring(space));
  }
}
