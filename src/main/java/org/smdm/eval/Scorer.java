package org.smdm.eval;

import java.util.List;

/** Scores continuations: what an evaluation needs of a model. */
@FunctionalInterface
public interface Scorer {

  /**
   * Scores all requests of one task.
   *
   * @param requests of the same task, in the order of its items and their choices; the scorer may
   *     work through them in any other
   * @return one answer per request, in the order of the requests
   */
  List<LikelihoodEstimate> score(List<Request> requests);
}
