package org.smdm.eval.likelihood;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.smdm.eval.EncodedRequest;

/** What draws nothing: all passes are known from the start, and what each adds to the estimate. */
final class PlannedPasses implements NllSource {

  private final int count;
  private final IntFunction<MaskedPass> pass;
  private final ToDoubleFunction<Judged[]> share;
  private int asked;
  private int answered;
  private double sum;

  private PlannedPasses(int count, IntFunction<MaskedPass> pass, ToDoubleFunction<Judged[]> share) {
    this.count = count;
    this.pass = pass;
    this.share = share;
  }

  /**
   * {@link Estimator#CHAIN_RULE}: as many passes as tokens, none waiting for another.
   *
   * @param mask id of the mask
   */
  static PlannedPasses chainRule(EncodedRequest request, int mask) {
    return new PlannedPasses(
        request.target().length,
        i -> {
          int first = request.context().length + i;
          int[] ids = request.tokens();
          Arrays.fill(ids, first, ids.length, mask);
          return new MaskedPass(request, ids, new int[] {first});
        },
        answers -> answers[0].nll());
  }

  /**
   * The expectation that {@link Estimator#STRATIFIED} and {@link Estimator#MONTE_CARLO} estimate,
   * computed over every set of masked tokens: a set of l of L tokens has the weight 1 / (l · C(L,
   * l)).
   *
   * @param mask id of the mask
   */
  static PlannedPasses allMasks(EncodedRequest request, int mask) {
    int length = request.target().length;
    return new PlannedPasses(
        sets(length),
        i -> MaskedPass.of(request, mask, BitSet.valueOf(new long[] {i + 1})),
        answers -> Judged.nll(answers) / answers.length / choose(length, answers.length));
  }

  /** How many passes {@link #allMasks} takes; more than any number of draws for long targets. */
  static int sets(int length) {
    return length < 31 ? (1 << length) - 1 : Integer.MAX_VALUE;
  }

  private static double choose(int n, int k) {
    double product = 1;
    for (int i = 1; i <= k; i++) {
      product = product * (n - k + i) / i;
    }
    return product;
  }

  @Override
  public MaskedPass next() {
    return asked == count ? null : pass.apply(asked++);
  }

  @Override
  public void take(Judged[] answers) {
    answered++;
    sum += share.applyAsDouble(answers);
  }

  @Override
  public boolean isFinished() {
    return answered == count;
  }

  @Override
  public long passes() {
    return answered;
  }

  @Override
  public double nll() {
    return sum;
  }
}
