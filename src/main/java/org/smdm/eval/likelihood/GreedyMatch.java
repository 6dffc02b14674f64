package org.smdm.eval.likelihood;

import java.util.stream.IntStream;

/**
 * Whether greedy decoding gives exactly the target: the single most confident token is revealed per
 * pass until none is masked (reference {@code _suffix_greedy_prediction}). Revealed tokens stay, so
 * the first wrong one ends it.
 */
final class GreedyMatch implements PassSource {

  private final MaskedTarget target;
  private final int[] input;
  private int[] asked;
  private boolean isWrong;
  private long passes;

  GreedyMatch(MaskedTarget target) {
    this.target = target;
    this.input = target.ids().clone();
    for (int i = target.promptLength(); i < input.length; i++) {
      input[i] = target.mask();
    }
  }

  @Override
  public MaskedPass next() {
    if (asked != null || isFinished()) {
      return null;
    }
    asked =
        IntStream.range(target.promptLength(), input.length)
            .filter(i -> input[i] == target.mask())
            .toArray();
    return target.pass(input.clone(), asked);
  }

  @Override
  public void take(Judged[] answers) {
    passes++;
    int best = 0;
    for (int i = 1; i < answers.length; i++) {
      if (answers[i].logProbability() > answers[best].logProbability()) {
        best = i;
      }
    }
    int position = asked[best];
    input[position] = answers[best].likeliest();
    isWrong = input[position] != target.ids()[position];
    asked = null;
  }

  @Override
  public boolean isFinished() {
    return isWrong || (asked == null && IntStream.of(input).noneMatch(id -> id == target.mask()));
  }

  @Override
  public long passes() {
    return passes;
  }

  /** Once finished: whether all tokens are the target's. */
  boolean isMatch() {
    return !isWrong;
  }
}
