package org.smdm.eval.task;

import java.util.List;
import org.smdm.eval.Item;
import org.smdm.eval.Metric;

/** Grade-school science with 3 to 5 choices, labelled by letters or digits. */
final class ArcEasy {

  static final Task TASK =
      new Task(
          "arc_easy",
          1.0,
          new Task.HubDataset("allenai/ai2_arc", "ARC-Easy", "test"),
          2376,
          List.of(Metric.ACC, Metric.ACC_NORM),
          List.of(
              TaskFile.jsonLines(
                  "ARC-Easy-Test.jsonl",
                  "https://allenai.org/data/arc (folder ARC-Easy of ARC-V1-Feb2018)"),
              TaskFile.parquet(
                  "test", "https://huggingface.co/datasets/allenai/ai2_arc (folder ARC-Easy)")),
          ArcEasy::item);

  private ArcEasy() {}

  private static Item item(Row row) {
    QuestionChoices asked = QuestionChoices.of(row, "question");
    return row.choices(
        "Question: " + asked.question() + "\nAnswer:",
        asked.choices(),
        asked.indexOf(row.text("answerKey")));
  }
}
