package org.smdm.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.smdm.chart.RadarFigure;
import org.smdm.eval.mtbench.Scores;
import org.smdm.io.AtomicFile;
import org.smdm.stats.SampleMean;

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
    List<String> headers = new ArrayList<>(List.of("model", "turn 1"));
    if (hasSecond) {
      headers.addAll(List.of("turn 2", "both"));
    }
    headers.addAll(List.of("answers", "without grade", "s for all answers"));
    List<List<String>> rows = new ArrayList<>();
    for (Scores.Unreadable unreadable : scores.unreadable()) {
      String model = unreadable.model();
      List<String> row = new ArrayList<>(List.of(model, text(scores.ofTurn(model, 1))));
      if (hasSecond) {
        row.add(text(scores.ofTurn(model, 2)));
        row.add(text(scores.of(model)));
      }
      Double time = seconds.get(model);
      row.add(String.valueOf(scores.of(model).count()));
      row.add(String.valueOf(unreadable.count()));
      row.add(time == null ? NONE : EvaluationTable.number(time, 0));
      rows.add(row);
    }
    for (PaperConversations.Score quoted : paper.mtBench()) {
      List<String> row =
          new ArrayList<>(
              List.of("paper: " + quoted.model(), EvaluationTable.number(quoted.score(), 2)));
      if (hasSecond) {
        row.addAll(List.of(NONE, NONE));
      }
      row.addAll(List.of(NONE, NONE, EvaluationTable.number(quoted.seconds(), 0)));
      rows.add(row);
    }
    return TextTable.of(headers, rows);
  }

  /** Mean grades of each category over all turns, a column per model. */
  public TextTable categories() {
    List<String> headers = new ArrayList<>(List.of("category"));
    headers.addAll(scores.models());
    List<List<String>> rows = new ArrayList<>();
    for (String category : scores.categories()) {
      List<String> row = new ArrayList<>(List.of(category));
      scores.models().forEach(model -> row.add(text(scores.ofCategory(model, category))));
      rows.add(row);
    }
    return TextTable.of(headers, rows);
  }

  private static String text(SampleMean mean) {
    if (mean.count() == 0) {
      return NONE;
    }
    String value = EvaluationTable.number(mean.mean(), 2);
    return Double.isNaN(mean.standardError())
        ? value
        : value + " ± " + EvaluationTable.number(mean.standardError(), 2);
  }

  /** Sentences without which the numbers would mislead. */
  public List<String> notes() {
    Set<String> notes = new LinkedHashSet<>();
    notes.add("Grades from 1 to 10 by " + judge + ", ± standard error over answers.");
    if (scores.unreadable().stream().anyMatch(u -> u.count() > 0)) {
      notes.add("Judgements without a grade are left out of the means, as FastChat does.");
    }
    paper.mtBench().forEach(quoted -> notes.add(paper.note(quoted.source())));
    notes.add("Grades of different judges cannot be compared.");
    return List.copyOf(notes);
  }

  /** Every grade, as comma-separated values. */
  public String csv() {
    List<List<Object>> rows = new ArrayList<>();
    for (Scores.Rating rating : scores.ratings()) {
      rows.add(
          List.of(
              rating.model(),
              rating.question().id(),
              rating.question().category(),
              rating.turn(),
              rating.value()));
    }
    return EvaluationTable.csv(List.of("model", "question_id", "category", "turn", "grade"), rows);
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
                model -> categories.stream().allMatch(c -> scores.ofCategory(model, c).count() > 0))
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
        folder.resolve("table.md"),
        turns().toMarkdown()
            + "\n"
            + categories().toMarkdown()
            + notes().stream().map(n -> "- " + n + "\n").collect(Collectors.joining("", "\n", "")));
    AtomicFile.writeString(folder.resolve("grades.csv"), csv());
  }
}
