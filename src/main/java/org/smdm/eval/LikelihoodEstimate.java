package org.smdm.eval;

import java.util.OptionalDouble;

/**
 * What a model says of a request: an estimate of the negative log-likelihood of the continuation
 * given its context.
 *
 * @param nll in nats, summed over the continuation's tokens, or a bound of it; never NaN, may be
 *     infinite
 * @param standardError of the draws behind it; 0 for what draws nothing, absent where a single
 *     group of draws says nothing of its own error
 * @param forwardPasses sequences put through the transformer for it, guidance's second ones and
 *     those of greedy decoding included, as if it were computed alone
 * @param isGreedy whether greedy decoding was asked for and gives exactly the continuation
 */
public record LikelihoodEstimate(
    double nll, OptionalDouble standardError, long forwardPasses, boolean isGreedy) {

  /** Refuses what no comparison of likelihoods could order. */
  public LikelihoodEstimate {
    if (Double.isNaN(nll)) {
      throw new IllegalArgumentException("a likelihood that is not a number");
    }
  }

  /** What the harness's metrics are made of. */
  public double logLikelihood() {
    return -nll;
  }
}
