package org.smdm.eval.task;

import java.util.List;
import org.smdm.eval.Item;
import org.smdm.eval.Metric;

/** Which sentence of four follows a sentence of a held-back speech. */
final class SpeechEndings {

  static final Task TASK =
      SpeechSentences.task(
          "sotu_endings",
          List.of(Metric.ACC, Metric.ACC_NORM),
          SpeechSentences::endings,
          SpeechEndings::item);

  private SpeechEndings() {}

  private static Item item(Row row) {
    return row.choices(row.text("context"), row.texts("choices"), row.number("answer"));
  }
}
