package org.smdm.eval.task;

import java.util.List;
import org.smdm.eval.Item;
import org.smdm.eval.Metric;

/** Two ways to reach a physical goal, their white space as it is. */
final class Piqa {

  static final Task TASK =
      new Task(
          "piqa",
          1.0,
          new Task.HubDataset("piqa", "", "validation"),
          1838,
          List.of(Metric.ACC, Metric.ACC_NORM),
          List.of(
              TaskFile.labelledJsonLines(
                  "valid.jsonl",
                  "valid-labels.lst",
                  "https://github.com/ybisk/ybisk.github.io (folder piqa/data)"),
              TaskFile.parquet("validation", "https://huggingface.co/datasets/ybisk/piqa")),
          Piqa::item);

  private Piqa() {}

  private static Item item(Row row) {
    return row.choices(
        "Question: " + row.text("goal") + "\nAnswer:",
        List.of(row.text("sol1"), row.text("sol2")),
        row.number("label"));
  }
}
