package org.smdm.hub;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Something that may be gone at the next attempt: a busy server, a cut connection. */
final class TransientFailure extends IOException {

  private final transient Duration retryAfter;

  TransientFailure(String reason) {
    this(reason, null);
  }

  /**
   * @param retryAfter what the server asks to wait; may be null
   */
  TransientFailure(String reason, Duration retryAfter) {
    super(reason);
    this.retryAfter = retryAfter;
  }

  Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
