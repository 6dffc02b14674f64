package org.smdm.eval.likelihood;

import org.smdm.eval.Metric;
import org.smdm.eval.task.TaskCard;

/**
 * How the requests of a task are scored.
 *
 * @param likelihood how likelihoods are estimated
 * @param matchesGreedily whether greedy decoding is compared with the target as well, which only
 *     items without choices need
 * @param isByLength whether likelihoods per code point are compared as well
 */
public record ScoringPlan(
    LikelihoodConfig likelihood, boolean matchesGreedily, boolean isByLength) {

  /** What a task's metrics need. */
  public static ScoringPlan of(LikelihoodConfig likelihood, TaskCard card) {
    return new ScoringPlan(
        likelihood,
        card.metrics().contains(Metric.PERPLEXITY),
        card.metrics().contains(Metric.ACC_NORM));
  }
}
