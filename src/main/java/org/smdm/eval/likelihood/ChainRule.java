package org.smdm.eval.likelihood;

import java.util.OptionalDouble;

/** {@link Estimator#CHAIN_RULE}: as many passes as tokens, none waiting for another. */
final class ChainRule implements NllSource {

  private final MaskedTarget target;
  private int asked;
  private int answered;
  private double sum;

  ChainRule(MaskedTarget target) {
    this.target = target;
  }

  @Override
  public MaskedPass next() {
    if (asked == target.length()) {
      return null;
    }
    int[] input = target.ids().clone();
    int first = target.promptLength() + asked++;
    for (int i = first; i < input.length; i++) {
      input[i] = target.mask();
    }
    return target.pass(input, new int[] {first});
  }

  @Override
  public void take(Judged[] answers) {
    answered++;
    sum += answers[0].nll();
  }

  @Override
  public boolean isFinished() {
    return answered == target.length();
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
