package org.smdm.eval.mtbench;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** An attempt that brought no judgement. */
final class EndpointFailure extends IOException {

  private final boolean isTransient;
  private final transient Duration retryAfter;

  private EndpointFailure(String reason, boolean isTransient, Duration retryAfter) {
    super(reason);
    this.isTransient = isTransient;
    this.retryAfter = retryAfter;
  }

  /** Another attempt may help. */
  static EndpointFailure passing(String reason, Optional<Duration> retryAfter) {
    return new EndpointFailure(reason, true, retryAfter.orElse(null));
  }

  /** This request is refused for good. */
  static EndpointFailure ofRequest(String reason) {
    return new EndpointFailure(reason, false, null);
  }

  boolean isPassing() {
    return isTransient;
  }

  Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
