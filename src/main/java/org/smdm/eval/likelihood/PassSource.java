package org.smdm.eval.likelihood;

/** Work on one request, a forward pass at a time. */
interface PassSource {

  /**
   * The next pass, all of one length; null while it needs answers first, and when there is no more.
   */
  MaskedPass next();

  /**
   * Takes the answers of a pass, in the order in which passes were given.
   *
   * @param answers one per position of the pass
   */
  void take(Judged[] answers);

  /** Whether all passes are answered. */
  boolean isFinished();

  /** Passes answered so far. */
  long passes();
}
