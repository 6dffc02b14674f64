package org.smdm.eval.task;

import java.util.List;
import org.smdm.eval.Item;
import org.smdm.eval.Metric;

/** What people do and why; labels count from 1. */
final class SocialIqa {

  static final Task TASK =
      new Task(
          "social_iqa",
          0.0,
          new Task.HubDataset("social_i_qa", "", "validation"),
          1954,
          List.of(Metric.ACC),
          List.of(
              TaskFile.labelledJsonLines(
                  "dev.jsonl",
                  "dev-labels.lst",
                  "https://allenai.org/data/socialiqa (socialiqa-train-dev)"),
              TaskFile.parquet(
                  "validation", "https://huggingface.co/datasets/allenai/social_i_qa")),
          SocialIqa::item);

  private SocialIqa() {}

  private static Item item(Row row) {
    return row.choices(
        "Q: " + row.text("context") + " " + row.text("question") + "\nA:",
        List.of(row.text("answerA"), row.text("answerB"), row.text("answerC")),
        row.number("label") - 1);
  }
}
