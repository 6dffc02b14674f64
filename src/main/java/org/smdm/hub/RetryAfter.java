package org.smdm.hub;

import java.math.BigInteger;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a busy server asks to wait: by Retry-After (RFC 9110, section 10.2.3), or until the
 * window of a rate limit ends of which nothing remains ({@code RateLimit: "resolvers";r=0;t=20}, or
 * as its drafts had it, {@code RateLimit: limit=500, remaining=0, reset=20} and {@code
 * RateLimit-Reset: 20} beside {@code RateLimit-Remaining: 0}).
 */
public final class RetryAfter {

  /** Longer than anybody waits; more digits than this has are as good as it. */
  private static final long LONGEST_SECONDS = 999_999_999;

  private static final Pattern REMAINING = Pattern.compile("[;,\\s](?:r|remaining)=(\\d++)");
  private static final Pattern RESET = Pattern.compile("[;,\\s](?:t|reset)=(\\d++)");

  private static final Optional<Duration> NOTHING = Optional.of(Duration.ZERO);

  /** A name, which may hold what stands between limits. */
  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*+\"");

  /** The three forms of RFC 9110, section 5.6.7; the second leaves out the century. */
  private static List<DateTimeFormatter> dates() {
    return List.of(
        DateTimeFormatter.RFC_1123_DATE_TIME,
        new DateTimeFormatterBuilder()
            .appendPattern("EEEE, dd-MMM-")
            .appendValueReduced(
                ChronoField.YEAR, 2, 2, LocalDate.now(ZoneOffset.UTC).minusYears(49))
            .appendPattern(" HH:mm:ss 'GMT'")
            .toFormatter(Locale.US)
            .withZone(ZoneOffset.UTC),
        DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.US)
            .withZone(ZoneOffset.UTC));
  }

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
    Optional<Duration> seconds = seconds(text);
    if (seconds.isPresent()) {
      return seconds;
    }
    return dates().stream().flatMap(form -> date(text, form).stream()).findFirst();
  }

  private static Optional<Duration> date(String text, DateTimeFormatter form) {
    try {
      Duration wait = Duration.between(Instant.now(), ZonedDateTime.parse(text, form).toInstant());
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeException e) { // it may be of another form
      return Optional.empty();
    }
  }

  private static Optional<Duration> seconds(String digits) {
    if (!digits.matches("[0-9]++")) {
      return Optional.empty();
    }
    BigInteger seconds = new BigInteger(digits.substring(0, Math.min(digits.length(), 20)));
    return Optional.of(
        Duration.ofSeconds(seconds.min(BigInteger.valueOf(LONGEST_SECONDS)).longValue()));
  }

  /** Of several limits that are used up the one that ends last. */
  private static Optional<Duration> endOfWindow(HttpHeaders headers) {
    List<String> limits = new ArrayList<>();
    for (String text : headers.allValues("RateLimit")) {
      String plain = QUOTED.matcher(text).replaceAll("limit");
      // In the drafts commas stood between the parts of one limit.
      limits.addAll(plain.contains(";") ? List.of(plain.split(",")) : List.of(" " + plain));
    }
    headers
        .firstValue("RateLimit-Remaining")
        .ifPresent(
            remaining ->
                limits.add(
                    ";r=%s;t=%s"
                        .formatted(
                            remaining.strip(),
                            headers.firstValue("RateLimit-Reset").orElse("").strip())));
    return limits.stream()
        .filter(limit -> first(REMAINING, limit).flatMap(RetryAfter::seconds).equals(NOTHING))
        .flatMap(limit -> first(RESET, limit).flatMap(RetryAfter::seconds).stream())
        .max(Comparator.naturalOrder());
  }

  private static Optional<String> first(Pattern part, String limit) {
    Matcher found = part.matcher(limit);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}
