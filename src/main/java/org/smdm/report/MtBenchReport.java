package org.smdm.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smdm.chart.RadarFigure;
import org.smdm.eval.mtbench.Scores;
import org.smdm.io.AtomicFile;
import org.smdm.stats.ClusteredMean;

/**
 * What a judge graded, by turn and by category, beside the paper's.
 *
 * @param judge its name
 * @param scores the grades
 * @param seconds that each model took for its answers; a model may be missing
 * @param paper the paper's numbers
 */
public record MtBenchReport(
    String judge, Scores scores, Map<String, Double> seconds, PaperConversations paper) {

  private static final double BEST_GRADE = 10;
  private static final String NONE = "–";

  /** Copies the map. */
  public MtBenchReport {
    seconds = Map.copyOf(seconds);
  }

  /** Mean grades of each turn, a row per model; then the paper's. */
  public TextTable turns() {
    boolean hasSecond = scores.ratings().stream().anyMatch(rating -> rating.turn() == 2);
    record Row(
        String model,
        String first,
        String second,
        String both,
        String answers,
        String ungraded,
        String seconds) {}
    List<Row> rows = new ArrayList<>();
    for (Scores.Unreadable unreadable : scores.unreadable()) {
      String model = unreadable.model();
      Double time = seconds.get(model);
      rows.add(
          new Row(
              model,
              text(scores.ofTurn(model, 1)),
              text(scores.ofTurn(model, 2)),
              text(scores.of(model)),
              String.valueOf(scores.answers(model)),
              String.valueOf(unreadable.count()),
              time == null ? NONE : EvaluationTable.number(time, 0)));
    }
    for (PaperConversations.Score quoted : paper.mtBench()) {
      String score = EvaluationTable.number(quoted.score(), 2);
      String time = EvaluationTable.number(quoted.seconds(), 0);
      rows.add(new Row("paper: " + quoted.model(), score, NONE, NONE, NONE, NONE, time));
    }
    Columns<Row> table = Columns.of(rows).add("model", Row::model).add("turn 1", Row::first);
    if (hasSecond) {
      table.add("turn 2", Row::second).add("both", Row::both);
    }
    return table
        .add("answers", Row::answers)
        .add("without grade", Row::ungraded)
        .add("s for all answers", Row::seconds)
        .table();
  }

  /** Mean grades of each category over all turns, a column per model. */
  public TextTable categories() {
    Columns<String> table = Columns.of(scores.categories()).add("category", category -> category);
    scores
        .models()
        .forEach(model -> table.add(model, category -> text(scores.ofCategory(model, category))));
    return table.table();
  }

  private static String text(ClusteredMean mean) {
    return EvaluationTable.estimate(mean.mean(), mean.standardError(), 2);
  }

  /** Sentences without which the numbers would mislead. */
  public List<String> notes() {
    Set<String> notes = new LinkedHashSet<>();
    notes.add("Grades from 1 to 10 by " + judge + ", ± standard error over questions.");
    if (scores.unreadable().stream().anyMatch(u -> u.count() > 0)) {
      notes.add("Judgements without a grade are left out of the means, as FastChat does.");
    }
    paper.mtBench().forEach(quoted -> notes.add(paper.sources().get(quoted.source()).note()));
    notes.add("Grades of different judges cannot be compared.");
    return List.copyOf(notes);
  }

  /** Every grade, as comma-separated values. */
  public String csv() {
    return Columns.of(scores.ratings())
        .add("model", Scores.Rating::model)
        .add("question_id", rating -> rating.question().id())
        .add("category", rating -> rating.question().category())
        .add("turn", Scores.Rating::turn)
        .add("grade", Scores.Rating::value)
        .csv();
  }

  /**
   * Mean grades by category of the models that have one in each.
   *
   * @throws org.smdm.io.UserException when there are fewer than three categories, or no such model,
   *     or more of them than can be told apart
   */
  public RadarFigure radar() {
    List<String> categories = scores.categories();
    List<RadarFigure.Series> series =
        scores.models().stream()
            .filter(
                model ->
                    categories.stream().allMatch(c -> scores.ofCategory(model, c).clusters() > 0))
            .map(
                model ->
                    new RadarFigure.Series(
                        model,
                        categories.stream().map(c -> scores.ofCategory(model, c).mean()).toList()))
            .toList();
    return new RadarFigure(
        "mean grade by category (centre 0, rim 10, a ring every 2)",
        categories,
        BEST_GRADE,
        series);
  }

  /**
   * Writes {@code table.md} and {@code grades.csv}.
   *
   * @param folder of the results
   */
  public void write(Path folder) {
    AtomicFile.writeString(
        folder.resolve("table.md"), turns().toMarkdown() + "\n" + categories().toMarkdown(notes()));
    AtomicFile.writeString(folder.resolve("grades.csv"), csv());
  }
}
