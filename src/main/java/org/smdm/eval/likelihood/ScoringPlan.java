package org.smdm.eval.likelihood;

import org.smdm.eval.Metric;
import org.smdm.eval.task.Task;

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
  public static ScoringPlan of(LikelihoodConfig likelihood, Task task) {
    return new ScoringPlan(
        likelihood,
        task.metrics().contains(Metric.PERPLEXITY),
        task.metrics().contains(Metric.ACC_NORM));
  }
}
