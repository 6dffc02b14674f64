package org.smdm.eval.task;

import java.util.List;
import java.util.Optional;
import org.smdm.eval.Item;
import org.smdm.eval.Metric;

/** The last word of a sentence of a held-back speech. */
final class SpeechLastWord implements Task {

  private static final TaskCard CARD =
      new TaskCard(
          "sotu_last_word",
          1.0,
          new TaskCard.HubDataset("embedded State of the Union addresses", "", "validation"),
          SpeechSentences.QUESTIONS,
          List.of(Metric.PERPLEXITY, Metric.ACC),
          List.of());

  @Override
  public TaskCard card() {
    return CARD;
  }

  @Override
  public Optional<List<RawRow>> ownRows() {
    return Optional.of(SpeechSentences.lastWords());
  }

  @Override
  public Item item(Row row) {
    String text = row.text("text");
    int space = text.lastIndexOf(' ');
    return row.completion(text.substring(0, space), text.substring(space));
  }
}
