package org.smdm.eval.likelihood;

import java.util.BitSet;
import java.util.OptionalDouble;

/**
 * The expectation that {@link Estimator#STRATIFIED} and {@link Estimator#MONTE_CARLO} estimate,
 * computed over every set of masked tokens: a set of l of L tokens has the weight 1 / (l · C(L,
 * l)).
 */
final class AllMasks implements NllSource {

  private final MaskedTarget target;
  private final int sets;
  private int asked;
  private int answered;
  private double sum;

  AllMasks(MaskedTarget target) {
    this.target = target;
    this.sets = sets(target.length());
  }

  /** How many passes that takes; more than any number of draws for long targets. */
  static int sets(int length) {
    return length < 31 ? (1 << length) - 1 : Integer.MAX_VALUE;
  }

  @Override
  public MaskedPass next() {
    return asked == sets ? null : target.pass(BitSet.valueOf(new long[] {++asked}));
  }

  @Override
  public void take(Judged[] answers) {
    answered++;
    double all = 0;
    for (Judged answer : answers) {
      all += answer.nll();
    }
    sum += all / answers.length / choose(target.length(), answers.length);
  }

  private static double choose(int n, int k) {
    double product = 1;
    for (int i = 1; i <= k; i++) {
      product = product * (n - k + i) / i;
    }
    return product;
  }

  @Override
  public boolean isFinished() {
    return answered == sets;
  }

  @Override
  public long passes() {
    return answered;
  }

  @Override
  public void extend(int groups) {
    // Nothing is drawn.
  }

  @Override
  public double nll() {
    return sum;
  }

  @Override
  public OptionalDouble standardError() {
    return OptionalDouble.of(0);
  }

  @Override
  public double group(int group) {
    return sum;
  }
}
