package org.smdm.eval.mtbench;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Spaces requests of several threads, and holds all of them back while the server asks for it. */
final class RateLimit {

  /** Waits. */
  @FunctionalInterface
  interface Pause {
    void sleep(Duration time) throws InterruptedException;
  }

  private final long nanosBetween;
  private final LongSupplier nanos;
  private final Pause pause;
  private long next;

  /**
   * @param perMinute most requests; 0 for any number
   */
  RateLimit(double perMinute) {
    this(perMinute, System::nanoTime, time -> Thread.sleep(time.plusMillis(1).toMillis()));
  }

  /**
   * @param perMinute most requests; 0 for any number
   * @param nanos a clock
   * @param pause how to wait
   */
  RateLimit(double perMinute, LongSupplier nanos, Pause pause) {
    this.nanosBetween = perMinute > 0 ? (long) (60e9 / perMinute) : 0;
    this.nanos = nanos;
    this.pause = pause;
    this.next = nanos.getAsLong();
  }

  /** Waits until a request may be sent. */
  void await() throws InterruptedException {
    while (true) {
      long wait;
      synchronized (this) {
        long now = nanos.getAsLong();
        wait = next - now;
        if (wait <= 0) {
          next = now + nanosBetween;
          return;
        }
      }
      pause.sleep(Duration.ofNanos(wait));
    }
  }

  /** Sends nothing for some time. */
  synchronized void hold(Duration time) {
    long until = nanos.getAsLong() + time.toNanos();
    next = until - next > 0 ? until : next;
  }
}
