package org.smdm.eval.likelihood;

import java.util.OptionalDouble;

/** Passes that add up to an estimate of a negative log-likelihood. */
interface NllSource extends PassSource {

  /**
   * Allows more groups of draws.
   *
   * @param groups in all; of no meaning to what draws nothing
   */
  void extend(int groups);

  /** The estimate so far, in nats; of whole groups only. */
  double nll();

  /** The standard error of {@link #nll}: 0 for what draws nothing. */
  OptionalDouble standardError();

  /**
   * The mean of one group, in nats.
   *
   * @param group one that is finished
   */
  double group(int group);
}
