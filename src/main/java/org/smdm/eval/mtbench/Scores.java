package org.smdm.eval.mtbench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.smdm.stats.ClusteredMean;

/**
 * What a judge graded.
 *
 * @param ratings all that could be read
 * @param unreadable by model, in the order of {@link #models}
 */
public record Scores(List<Rating> ratings, List<Unreadable> unreadable) {

  /**
   * A grade.
   *
   * @param model whose answer
   * @param question that was asked
   * @param turn from 1
   * @param value from 1 to 10, if the judge keeps to what it was asked
   */
  public record Rating(String model, Question question, int turn, double value) {}

  /**
   * Judgements without a grade.
   *
   * @param model whose answers
   * @param count how many
   */
  public record Unreadable(String model, long count) {}

  /** Copies the lists. */
  public Scores {
    ratings = List.copyOf(ratings);
    unreadable = List.copyOf(unreadable);
  }

  /**
   * Reads judgements of single answers.
   *
   * @param judgments others are passed over
   */
  public static Scores of(List<Judgment> judgments) {
    List<Rating> ratings = new ArrayList<>();
    List<String> without = new ArrayList<>();
    Set<String> models = new LinkedHashSet<>();
    for (Judgment judgment : judgments) {
      JudgeTask task = judgment.task();
      if (task.isPairwise()) {
        continue;
      }
      String model = task.models().get(0);
      models.add(model);
      OptionalDouble rating = Verdict.rating(judgment.text());
      if (rating.isPresent()) {
        ratings.add(new Rating(model, task.question(), task.turn(), rating.getAsDouble()));
      } else {
        without.add(model);
      }
    }
    return new Scores(
        ratings,
        models.stream()
            .map(m -> new Unreadable(m, without.stream().filter(m::equals).count()))
            .toList());
  }

  /** The models, in the order in which they were judged. */
  public List<String> models() {
    return unreadable.stream().map(Unreadable::model).toList();
  }

  /** The categories, in the order of the questions. */
  public List<String> categories() {
    Set<String> categories = new LinkedHashSet<>();
    ratings.forEach(rating -> categories.add(rating.question.category()));
    return List.copyOf(categories);
  }

  /** Mean of a model's grades in a turn; its error, as that of the others, is over questions. */
  public ClusteredMean ofTurn(String model, int turn) {
    return mean(r -> r.model.equals(model) && r.turn == turn);
  }

  /** Mean of a model's grades in a category, of all turns. */
  public ClusteredMean ofCategory(String model, String category) {
    return mean(r -> r.model.equals(model) && r.question.category().equals(category));
  }

  /** Mean of all of a model's grades. */
  public ClusteredMean of(String model) {
    return mean(r -> r.model.equals(model));
  }

  /** How many of a model's answers have a grade. */
  public long answers(String model) {
    return ratings.stream().filter(r -> r.model.equals(model)).count();
  }

  /** Grades of one question, as of its two turns, are alike. */
  private ClusteredMean mean(Predicate<Rating> which) {
    Collection<List<Rating>> byQuestion =
        ratings.stream()
            .filter(which)
            .collect(
                Collectors.groupingBy(Rating::question, LinkedHashMap::new, Collectors.toList()))
            .values();
    return ClusteredMean.of(
        byQuestion.stream()
            .mapToDouble(grades -> grades.stream().mapToDouble(Rating::value).sum())
            .toArray(),
        byQuestion.stream().mapToLong(List::size).toArray());
  }
}
