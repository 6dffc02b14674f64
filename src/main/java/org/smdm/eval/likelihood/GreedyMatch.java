package org.smdm.eval.likelihood;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.smdm.eval.EncodedRequest;

/**
 * Whether greedy decoding gives exactly the target: the single most confident token is revealed per
 * pass until none is masked (reference {@code _suffix_greedy_prediction}). Revealed tokens stay, so
 * the first wrong one ends it.
 */
final class GreedyMatch implements PassSource {

  private final EncodedRequest request;
  private final int mask;
  private final int[] input;
  private int[] asked;
  private boolean isWrong;
  private long passes;

  /**
   * @param mask id of the mask
   */
  GreedyMatch(EncodedRequest request, int mask) {
    this.request = request;
    this.mask = mask;
    this.input = request.tokens();
    Arrays.fill(input, request.context().length, input.length, mask);
  }

  @Override
  public MaskedPass next() {
    if (asked != null || isFinished()) {
      return null;
    }
    asked =
        IntStream.range(request.context().length, input.length)
            .filter(i -> input[i] == mask)
            .toArray();
    return new MaskedPass(request, input.clone(), asked);
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
    isWrong = input[position] != request.target()[position - request.context().length];
    asked = null;
  }

  @Override
  public boolean isFinished() {
    return isWrong || (asked == null && IntStream.of(input).noneMatch(id -> id == mask));
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
