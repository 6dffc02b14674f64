package org.smdm.hub;

import java.time.Duration;

/**
 * How long a download bears with a hub or a network that fails.
 *
 * @param attempts in a row that may fail without a byte of progress
 * @param firstWait after a failure; doubles with every further one
 * @param longestWait that doubling leads to
 * @param longestAsked that a server may ask for by Retry-After
 * @param silence how long a connection may bring nothing
 * @param pause how to wait
 */
record Patience(
    int attempts,
    Duration firstWait,
    Duration longestWait,
    Duration longestAsked,
    Duration silence,
    Pause pause) {

  /** Waits. */
  @FunctionalInterface
  interface Pause {
    void sleep(Duration time) throws InterruptedException;
  }

  /** For people at a terminal and jobs over night. */
  static Patience usual() {
    return new Patience(
        8,
        Duration.ofSeconds(1),
        Duration.ofSeconds(60),
        Duration.ofMinutes(15),
        Duration.ofSeconds(60),
        time -> Thread.sleep(time.toMillis()));
  }
}
