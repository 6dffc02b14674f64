package org.smdm.eval.mtbench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;

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
   * @param value from 1 to 10
   */
  public record Rating(String model, Question question, int turn, double value) {}

  /**
   * Judgements without a grade.
   *
   * @param model whose answers
   * @param count how many
   */
  public record Unreadable(String model, long count) {}

  /**
   * A mean.
   *
   * @param value NaN where there is nothing
   * @param error its standard error over answers; NaN for fewer than two
   * @param count of answers
   */
  public record Mean(double value, double error, int count) {}

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

  /** Mean of a model's grades in a turn. */
  public Mean ofTurn(String model, int turn) {
    return mean(r -> r.model.equals(model) && r.turn == turn);
  }

  /** Mean of a model's grades in a category, of all turns. */
  public Mean ofCategory(String model, String category) {
    return mean(r -> r.model.equals(model) && r.question.category().equals(category));
  }

  /** Mean of all of a model's grades. */
  public Mean of(String model) {
    return mean(r -> r.model.equals(model));
  }

  private Mean mean(Predicate<Rating> which) {
    double[] values = ratings.stream().filter(which).mapToDouble(Rating::value).toArray();
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    int n = values.length;
    return new Mean(mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n), n);
  }
}
