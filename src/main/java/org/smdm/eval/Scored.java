package org.smdm.eval;

/**
 * What a model says of a request.
 *
 * @param logLikelihood summed natural logarithm of the probability of the continuation's tokens, or
 *     a bound of it; never NaN, may be minus infinity
 * @param isGreedy whether greedy decoding gives exactly the continuation
 */
public record Scored(double logLikelihood, boolean isGreedy) {

  /** Refuses what no comparison of likelihoods could order. */
  public Scored {
    if (Double.isNaN(logLikelihood)) {
      throw new IllegalArgumentException("a log-likelihood that is not a number");
    }
  }
}
