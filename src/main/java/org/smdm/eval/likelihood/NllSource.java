package org.smdm.eval.likelihood;

import java.util.OptionalDouble;

/**
 * Passes that add up to an estimate of a negative log-likelihood; what draws has groups of them.
 */
interface NllSource extends PassSource {

  /** Allows so many groups of draws in all. */
  default void extend(int groups) {}

  /** The estimate so far, in nats; of whole groups only. */
  double nll();

  /** The standard error of {@link #nll}: 0 for what draws nothing. */
  default OptionalDouble standardError() {
    return OptionalDouble.of(0);
  }

  /** The mean of one finished group, in nats. */
  default double group(int group) {
    return nll();
  }
}
