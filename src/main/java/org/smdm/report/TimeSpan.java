package org.smdm.report;

import java.time.Duration;

/** Spans of time for people. */
public final class TimeSpan {

  private TimeSpan() {}

  /**
   * A span in its two largest units, as {@code 2h 05m}; a negative one is none.
   *
   * @param seconds its length
   */
  public static String text(double seconds) {
    Duration span = Duration.ofSeconds(Math.max(0, Math.round(seconds)));
    if (span.toDays() > 0) {
      return "%dd %02dh".formatted(span.toDays(), span.toHoursPart());
    }
    if (span.toHours() > 0) {
      return "%dh %02dm".formatted(span.toHours(), span.toMinutesPart());
    }
    return "%dm %02ds".formatted(span.toMinutes(), span.toSecondsPart());
  }
}
