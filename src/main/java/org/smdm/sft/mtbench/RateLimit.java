package org.smdm.sft.mtbench;

import java.time.Duration;

/** Spaces requests of several threads, and holds all of them back while the server asks for it. */
final class RateLimit {

  private final long nanosBetween;
  private long next = System.nanoTime();

  /**
   * @param perMinute most requests; 0 for any number
   */
  RateLimit(double perMinute) {
    this.nanosBetween = perMinute > 0 ? (long) (60e9 / perMinute) : 0;
  }

  /** Waits until a request may be sent. */
  void await() throws InterruptedException {
    while (true) {
      long wait;
      synchronized (this) {
        long now = System.nanoTime();
        wait = next - now;
        if (wait <= 0) {
          next = now + nanosBetween;
          return;
        }
      }
      Thread.sleep(Duration.ofNanos(wait).plusMillis(1).toMillis());
    }
  }

  /** Sends nothing for some time. */
  synchronized void pause(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    next = until - next > 0 ? until : next;
  }
}
