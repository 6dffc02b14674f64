package org.smdm.eval.task;

import java.util.List;
import org.smdm.eval.Item;
import org.smdm.eval.Metric;

/** The last word of a sentence of a held-back speech. */
final class SpeechLastWord {

  static final Task TASK =
      SpeechSentences.task(
          "sotu_last_word",
          List.of(Metric.PERPLEXITY, Metric.ACC),
          SpeechSentences::lastWords,
          SpeechLastWord::item);

  private SpeechLastWord() {}

  private static Item item(Row row) {
    String text = row.text("text");
    int space = text.lastIndexOf(' ');
    return row.completion(text.substring(0, space), text.substring(space));
  }
}
