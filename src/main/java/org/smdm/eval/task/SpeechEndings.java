package org.smdm.eval.task;

import java.util.List;
import java.util.Optional;
import org.smdm.eval.Item;
import org.smdm.eval.Metric;

/** Which sentence of four follows a sentence of a held-back speech. */
final class SpeechEndings implements Task {

  private static final TaskCard CARD =
      new TaskCard(
          "sotu_endings",
          1.0,
          new TaskCard.HubDataset("embedded State of the Union addresses", "", "validation"),
          SpeechSentences.QUESTIONS,
          List.of(Metric.ACC, Metric.ACC_NORM),
          List.of());

  @Override
  public TaskCard card() {
    return CARD;
  }

  @Override
  public Optional<List<RawRow>> ownRows() {
    return Optional.of(SpeechSentences.endings());
  }

  @Override
  public Item item(Row row) {
    return row.choices(row.text("context"), row.texts("choices"), row.number("answer"));
  }
}
