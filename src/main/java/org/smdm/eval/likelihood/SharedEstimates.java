package org.smdm.eval.likelihood;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.smdm.dist.Communicator;
import org.smdm.eval.EncodedRequest;
import org.smdm.eval.LikelihoodEstimate;

/** Sends estimates between ranks, each of which has some of them. */
final class SharedEstimates {

  /** Numbers that stand for an estimate: whether it is there, and its fields. */
  private static final int WIDTH = 5;

  private static final double NO_ERROR = -1;

  private SharedEstimates() {}

  /**
   * All estimates that any rank has.
   *
   * @param choices the same on all ranks
   * @param own estimates of this rank; no choice is estimated by two
   */
  static Map<EncodedRequest, LikelihoodEstimate> of(
      List<EncodedRequest> choices,
      Map<EncodedRequest, LikelihoodEstimate> own,
      Communicator ranks) {
    double[] values = new double[WIDTH * choices.size()];
    for (int i = 0; i < choices.size(); i++) {
      LikelihoodEstimate estimate = own.get(choices.get(i));
      if (estimate != null) {
        int at = WIDTH * i;
        values[at] = 1;
        values[at + 1] = estimate.nll();
        values[at + 2] = estimate.standardError().orElse(NO_ERROR);
        values[at + 3] = estimate.forwardPasses();
        values[at + 4] = estimate.isGreedy() ? 1 : 0;
      }
    }
    ranks.allReduceSum(values);
    Map<EncodedRequest, LikelihoodEstimate> all = new LinkedHashMap<>();
    for (int i = 0; i < choices.size(); i++) {
      int at = WIDTH * i;
      if (values[at] > 0) {
        double error = values[at + 2];
        all.put(
            choices.get(i),
            new LikelihoodEstimate(
                values[at + 1],
                error == NO_ERROR ? OptionalDouble.empty() : OptionalDouble.of(error),
                (long) values[at + 3],
                values[at + 4] > 0));
      }
    }
    return all;
  }
}
