package org.smdm.eval.likelihood;

import java.util.OptionalDouble;
import org.smdm.eval.Scored;

/**
 * An estimate of the negative log-likelihood of a target given its context.
 *
 * @param nll in nats, summed over the target's tokens; not NaN
 * @param standardError of the draws behind it; 0 for what draws nothing, absent where a single
 *     group of draws says nothing of its own error
 * @param forwardPasses sequences put through the transformer for it, guidance's second ones and
 *     those of greedy decoding included, as if it were computed alone
 * @param isGreedy whether greedy decoding was asked for and gives exactly the target
 */
public record LikelihoodEstimate(
    double nll, OptionalDouble standardError, long forwardPasses, boolean isGreedy) {

  /** As a harness's answer. */
  public Scored scored() {
    return new Scored(-nll, isGreedy);
  }
}
