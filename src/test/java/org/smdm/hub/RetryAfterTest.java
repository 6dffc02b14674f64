package org.smdm.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers write of how long to wait, and what they should not. */
class RetryAfterTest {

  /**
   * The wait that an answer's headers ask for.
   *
   * @param headers as {@code NAME: VALUE}, with bars between
   */
  private static Optional<Duration> asked(String headers) {
    Map<String, List<String>> map =
        Arrays.stream(headers.split("\\|", -1))
            .map(header -> header.split(": ?", 2))
            .collect(
                Collectors.groupingBy(
                    header -> header[0],
                    Collectors.mapping(header -> header[1], Collectors.toList())));
    return RetryAfter.of(HttpHeaders.of(map, (name, value) -> true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\0',
      value = {
        "Retry-After: 7 ~ 7",
        "retry-after: 0 ~ 0",
        "Retry-After: 99999999999999999999999999 ~ 999999999",
        "Retry-After: Sunday, 06-Nov-94 08:49:37 GMT ~ 0",
        "Retry-After: Sun Nov  6 08:49:37 1994 ~ 0",
        "Retry-After: soon|RateLimit: \"api\";r=0;t=20 ~ 20",
        "Retry-After: 3|RateLimit: \"api\";r=0;t=20 ~ 3",
        "RateLimit: \"resolvers\";r=0;t=20 ~ 20",
        "ratelimit: \"resolvers\"; r=0; t=20 ~ 20",
        "RateLimit: \"resolvers\";t=20;r=0 ~ 20",
        "RateLimit: resolvers;r=0;t=20;pk=:c2NvcGU=: ~ 20",
        "RateLimit: \"a,b;r=5;t=9\";r=0;t=20 ~ 20",
        "RateLimit: \"api\";r=7;t=90, \"resolvers\";r=0;t=30, \"pages\";r=0;t=25 ~ 30",
        "RateLimit: \"api\";r=0;t=5|RateLimit: \"pages\";r=0;t=25 ~ 25",
        "RateLimit: \"api\";r=0;t=123456789012345678901234567890 ~ 999999999",
        "RateLimit: limit=500, remaining=0, reset=6 ~ 6",
        "RateLimit-Limit: 500|RateLimit-Remaining: 0|RateLimit-Reset: 6 ~ 6",
      })
  void whatIsAskedIsWaited(String headers, long seconds) {
    assertEquals(Optional.of(Duration.ofSeconds(seconds)), asked(headers));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Date: Sun, 06 Nov 1994 08:49:37 GMT",
        "Retry-After:",
        "Retry-After: -5",
        "Retry-After: soon",
        "Retry-After: Mon, 06 Nov 1994 08:49:37 GMT",
        "Retry-After: 1994-11-06T08:49:37Z",
        "Retry-After: \u0663",
        "RateLimit:",
        "RateLimit: \"api\"",
        "RateLimit: \"api\";r=0",
        "RateLimit: \"api\";r=0;t=",
        "RateLimit: \"api\";r=0;t=-4",
        "RateLimit: \"api\";r=7;t=90",
        "RateLimit: ;;;,,,===",
        "RateLimit: limit=500, remaining=3, reset=6",
        "RateLimit-Remaining: 0",
        "RateLimit-Remaining: none|RateLimit-Reset: never",
      })
  void whatMakesNoSenseAsksForNothing(String headers) {
    assertEquals(Optional.empty(), asked(headers));
  }

  @Test
  void datesToComeAreWaitedForInEveryForm() {
    ZonedDateTime then = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(100);
    for (String form : List.of("EEE, dd MMM uuuu HH:mm:ss 'GMT'", "EEE MMM ppd HH:mm:ss uuuu")) {
      String date = then.format(DateTimeFormatter.ofPattern(form, Locale.US));
      long seconds = asked("Retry-After: " + date).orElseThrow().toSeconds();
      assertTrue(seconds > 60 && seconds <= 100, date);
    }
    String old = then.format(DateTimeFormatter.ofPattern("EEEE, dd-MMM-uu HH:mm:ss", Locale.US));
    assertTrue(asked("Retry-After: " + old + " GMT").orElseThrow().toSeconds() > 60, old);
  }
}
