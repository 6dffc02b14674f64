package org.smdm.eval.likelihood;

import java.util.List;
import java.util.function.BiConsumer;
import org.smdm.eval.EncodedRequest;
import org.smdm.eval.LikelihoodEstimate;

/** Computes estimates, in the order that is fastest. */
interface LikelihoodModel {

  /**
   * Estimates every choice.
   *
   * @param questions choices that are computed together, at least 1 each; in any order
   * @param done told of each choice as soon as its estimate is final
   * @throws org.smdm.io.UserException naming the choice whose logits are not numbers
   */
  void estimate(
      List<List<EncodedRequest>> questions, BiConsumer<EncodedRequest, LikelihoodEstimate> done);

  /** Most tokens of context and target together. */
  int maxTokens();

  /** Sequences put through the transformer so far. */
  long sequences();

  /** About how much work a choice is, in tokens put through the transformer. */
  double work(EncodedRequest choice);
}
