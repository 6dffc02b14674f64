package org.smdm.eval.mtbench;

import java.time.Duration;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.io.UserException;

/**
 * How often a request is tried, and how long to wait in between.
 *
 * @param attempts at most
 * @param firstWait after a failure; doubles with every further one
 * @param longestWait that doubling leads to
 * @param longestAsked that a server may ask for by Retry-After
 */
public record RetryPolicy(
    int attempts, Duration firstWait, Duration longestWait, Duration longestAsked) {

  /** Checks the range. */
  public RetryPolicy {
    if (attempts < 1) {
      throw new UserException("attempts is %d: write at least 1".formatted(attempts));
    }
  }

  /**
   * For jobs of hours.
   *
   * @param attempts at most
   */
  public static RetryPolicy usual(int attempts) {
    return new RetryPolicy(
        attempts, Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofMinutes(15));
  }

  /**
   * The wait after a failure: doubled each time, a random half of it taken off, so that requests
   * that failed together do not come back together; and never less than the server asks for.
   *
   * @param failures so far, at least one
   * @param asked by the server
   * @param random for the part that is taken off
   * @throws UserException when the server asks for too long a wait
   */
  Duration wait(int failures, Optional<Duration> asked, UniformRandomProvider random) {
    if (asked.isPresent() && asked.get().compareTo(longestAsked) > 0) {
      throw new UserException(
          "the judge asks to wait %d minutes: start again then, it goes on where it stopped"
              .formatted(asked.get().plusSeconds(59).toMinutes()));
    }
    Duration doubled = firstWait;
    for (int i = 1; i < failures && doubled.compareTo(longestWait) < 0; i++) {
      doubled = doubled.multipliedBy(2);
    }
    long most = Math.min(doubled.toNanos(), longestWait.toNanos());
    Duration own = Duration.ofNanos((long) (most * (1 - random.nextDouble() / 2)));
    // A server's wait gets its random part on top.
    return asked
        .map(wait -> wait.plus(own.dividedBy(4)))
        .filter(wait -> wait.compareTo(own) > 0)
        .orElse(own);
  }
}
