package org.smdm.eval.task;

import java.util.List;
import org.smdm.eval.Item;
import org.smdm.eval.Metric;
import org.smdm.eval.PythonText;

/** How a caption or a how-to goes on; the harness cleans WikiHow's marks out of the texts. */
final class Hellaswag {

  static final Task TASK =
      new Task(
          "hellaswag",
          1.0,
          new Task.HubDataset("hellaswag", "", "validation"),
          10_042,
          List.of(Metric.ACC, Metric.ACC_NORM),
          List.of(
              TaskFile.jsonLines("hellaswag_val.jsonl", "https://github.com/rowanz/hellaswag"),
              TaskFile.parquet("validation", "https://huggingface.co/datasets/Rowan/hellaswag")),
          Hellaswag::item);

  private Hellaswag() {}

  private static Item item(Row row) {
    String context = row.text("ctx_a") + " " + PythonText.capitalize(row.text("ctx_b"));
    return row.choices(
        clean(row.text("activity_label") + ": " + context),
        row.texts("endings").stream().map(Hellaswag::clean).toList(),
        row.number("label"));
  }

  /** What is left may still begin with a space or hold two: the harness strips only before. */
  static String clean(String text) {
    String titled = PythonText.strip(text).replace(" [title]", ". ");
    return PythonText.withoutMarks(titled, "[", "]", false).replace("  ", " ");
  }
}
