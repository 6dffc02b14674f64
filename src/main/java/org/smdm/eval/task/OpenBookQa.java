package org.smdm.eval.task;

import java.util.List;
import org.smdm.eval.Item;
import org.smdm.eval.Metric;
import org.smdm.eval.PythonText;

/** Elementary science, the stem itself as context. */
final class OpenBookQa {

  static final Task TASK =
      new Task(
          "openbookqa",
          1.0,
          new Task.HubDataset("openbookqa", "main", "test"),
          500,
          List.of(Metric.ACC, Metric.ACC_NORM),
          List.of(
              TaskFile.jsonLines(
                  "test.jsonl",
                  "https://allenai.org/data/open-book-qa (folder Main of OpenBookQA-V1-Sep2018)"),
              TaskFile.parquet(
                  "test", "https://huggingface.co/datasets/allenai/openbookqa (folder main)")),
          OpenBookQa::item);

  private OpenBookQa() {}

  private static Item item(Row row) {
    QuestionChoices asked = QuestionChoices.of(row, "question_stem");
    return row.choices(
        asked.question(),
        asked.choices(),
        asked.indexOf(PythonText.stripLeading(row.text("answerKey"))));
  }
}
