package org.smdm.eval.reversal;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What one model answered.
 *
 * @param model its name or family, under which results of several seeds are put together
 * @param seed that it was trained with
 * @param answers to each question
 */
public record ReversalResult(
    String model, long seed, Map<ReversalQuestion, List<Answered>> answers) {

  /** Share of right answers. */
  public double accuracy(ReversalQuestion question) {
    return mean(question, answer -> answer.isRight() ? 1 : 0);
  }

  /** Mean BLEU over characters. */
  public double characterBleu(ReversalQuestion question) {
    return mean(question, Answered::characterBleu);
  }

  /** Mean BLEU over words. */
  public double wordBleu(ReversalQuestion question) {
    return mean(question, Answered::wordBleu);
  }

  private double mean(ReversalQuestion question, ToDoubleFunction<Answered> value) {
    return answers.get(question).stream().mapToDouble(value).average().orElse(Double.NaN);
  }
}
