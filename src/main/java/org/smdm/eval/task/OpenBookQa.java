package org.smdm.eval.task;

import java.util.List;
import org.smdm.eval.Item;
import org.smdm.eval.Metric;
import org.smdm.eval.PythonText;

/** Elementary science, the stem itself as context. */
final class OpenBookQa implements Task {

  private static final TaskCard CARD =
      new TaskCard(
          "openbookqa",
          1.0,
          new TaskCard.HubDataset("openbookqa", "main", "test"),
          500,
          List.of(Metric.ACC, Metric.ACC_NORM),
          List.of(
              TaskFile.jsonLines(
                  "test.jsonl",
                  "https://allenai.org/data/open-book-qa (folder Main of OpenBookQA-V1-Sep2018)"),
              TaskFile.parquet(
                  "test", "https://huggingface.co/datasets/allenai/openbookqa (folder main)")));

  @Override
  public TaskCard card() {
    return CARD;
  }

  @Override
  public Item item(Row row) {
    QuestionChoices asked = QuestionChoices.of(row, "question_stem");
    return row.choices(
        asked.question(),
        asked.choices(),
        asked.indexOf(PythonText.stripLeading(row.text("answerKey"))));
  }
}
