package org.smdm.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.smdm.config.ConfigJson;
import org.smdm.eval.gsm8k.Gsm8kResult;
import org.smdm.io.AtomicFile;

/**
 * A model's accuracy on GSM8K beside the paper's.
 *
 * @param result the model's
 * @param paper the paper's numbers
 */
public record Gsm8kReport(Gsm8kResult result, PaperConversations paper) {

  /** A row for the model and each of the paper's. */
  public TextTable table() {
    record Row(String model, double accuracy, Gsm8kResult own) {
      Object known(Function<Gsm8kResult, Object> value) {
        return own == null ? "–" : value.apply(own);
      }
    }
    List<Row> rows = new ArrayList<>();
    rows.add(new Row(result.name(), result.accuracy(), result));
    paper.gsm8k().forEach(q -> rows.add(new Row("paper: " + q.model(), q.accuracy(), null)));
    return Columns.of(rows)
        .add("model", Row::model)
        .add("accuracy, %", row -> percent(row.accuracy))
        .add(
            "95 % interval",
            row ->
                row.known(r -> percent(r.interval().low()) + " – " + percent(r.interval().high())))
        .add("as text, %", row -> row.known(r -> percent(r.accuracyAsText())))
        .add("right", row -> row.known(r -> count(r.right()) + " of " + count(r.problems())))
        .add("no answer", row -> row.known(r -> count(r.withoutAnswer())))
        .add("too long", row -> row.known(r -> count(r.tooLong())))
        .table();
  }

  private static String count(int number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String percent(double share) {
    return EvaluationTable.number(100 * share, 1);
  }

  /** Sentences without which the numbers would mislead. */
  public List<String> notes() {
    Set<String> notes = new LinkedHashSet<>();
    if (result.problems() < result.available()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Only the first %,d of the %,d problems of %s were asked.",
              result.problems(),
              result.available(),
              result.data()));
    }
    notes.add(
        "The interval is Wilson's, over problems; \"as text\" counts 18.0 for 18 as wrong, as the"
            + " reference does where its LaTeX parser is missing.");
    paper.gsm8k().forEach(quoted -> notes.add(paper.sources().get(quoted.source()).note()));
    notes.add("The paper's numbers are of GSM8K's 1,319 test problems.");
    return List.copyOf(notes);
  }

  /**
   * Writes {@code gsm8k.json} and {@code table.md}.
   *
   * @param folder of the results
   */
  public void write(Path folder) {
    AtomicFile.writeString(folder.resolve("gsm8k.json"), ConfigJson.write(result));
    AtomicFile.writeString(folder.resolve("table.md"), table().toMarkdown(notes()));
  }
}
