package org.smdm.hub;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * How long a busy server asks to wait: by Retry-After (RFC 9110, section 10.2.3), or until the
 * window of a rate limit ends of which nothing remains ({@code RateLimit: "resolvers";r=0;t=20}).
 */
public final class RetryAfter {

  private static final Pattern USED_UP =
      Pattern.compile("(?:^|,)[^,]*;\\s*r=0\\s*;[^,]*?\\bt=(\\d{1,9})");

  private RetryAfter() {}

  /**
   * Reads the headers.
   *
   * @param headers of an answer
   * @return empty where nothing is asked, or nothing that makes sense: a wait of one's own serves
   *     as well
   */
  public static Optional<Duration> of(HttpHeaders headers) {
    return headers
        .firstValue("Retry-After")
        .flatMap(text -> secondsOrDate(text.strip()))
        .or(() -> endOfWindow(headers));
  }

  private static Optional<Duration> secondsOrDate(String text) {
    if (text.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(Instant.now(), until);
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Of several limits that are used up the one that ends last. */
  private static Optional<Duration> endOfWindow(HttpHeaders headers) {
    return headers.allValues("RateLimit").stream()
        .flatMap(text -> USED_UP.matcher(text).results())
        .map((MatchResult limit) -> Duration.ofSeconds(Long.parseLong(limit.group(1))))
        .max(Comparator.naturalOrder());
  }
}
