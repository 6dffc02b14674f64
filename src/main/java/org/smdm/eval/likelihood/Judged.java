package org.smdm.eval.likelihood;

/**
 * What a model says of one position.
 *
 * @param nll cross-entropy of the right token in nats
 * @param likeliest id of the largest logit, the first of equal ones
 * @param logProbability of that id
 */
record Judged(double nll, int likeliest, double logProbability) {

  /** The sum of cross-entropies. */
  static double nll(Judged[] all) {
    double sum = 0;
    for (Judged one : all) {
      sum += one.nll;
    }
    return sum;
  }
}
