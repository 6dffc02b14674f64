package org.smdm.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.smdm.hub.HubTrial.CONTENT;
import static org.smdm.hub.HubTrial.WEIGHTS;
import static org.smdm.hub.HubTrial.content;
import static org.smdm.hub.HubTrial.request;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.io.UserException;

/** What a hub answers instead of files: errors, waits, refusals, redirects, and nothing at all. */
@Timeout(60)
class HubAnswersTest {

  @TempDir private Path base;

  @AutoClose private HubTrial trial;

  @BeforeEach
  void start() {
    trial = new HubTrial(base);
  }

  @Test
  void errorsOfTheServerAreRepeatedWithGrowingWaits() throws Exception {
    trial.hub.plan(LocalHub.status(500), LocalHub.status(500), LocalHub.status(502));
    trial.fetchAndCompare();
    assertEquals(
        List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4)), trial.waits);
  }

  @Test
  void anErrorThatStaysIsToldInTheEnd() {
    trial.hub.add(WEIGHTS, CONTENT);
    for (int i = 0; i < 9; i++) {
      trial.hub.plan(LocalHub.status(500));
    }
    trial.assertRefused(request(WEIGHTS), "failed 5 times in a row, at last with: HTTP 500");
    assertEquals(4, trial.waits.size());
  }

  @Test
  void aServerThatAsksToWaitIsWaitedFor() throws Exception {
    String date =
        ZonedDateTime.now(ZoneOffset.UTC)
            .plusSeconds(100)
            .format(DateTimeFormatter.RFC_1123_DATE_TIME);
    trial.hub.planApi(LocalHub.status(429, "Retry-After", "7"));
    trial.hub.plan(
        LocalHub.status(429, "Retry-After", "30"),
        LocalHub.status(503, "Retry-After", date),
        LocalHub.status(503, "Retry-After", "soon"));
    trial.fetchAndCompare();
    assertEquals(Duration.ofSeconds(7), trial.waits.get(0));
    assertEquals(Duration.ofSeconds(30), trial.waits.get(1));
    assertTrue(
        trial.waits.get(2).toSeconds() > 60 && trial.waits.get(2).toSeconds() <= 100,
        trial.waits.toString());
    assertEquals(Duration.ofSeconds(4), trial.waits.get(3));
  }

  @Test
  void aRateLimitsOwnTimeIsWaitedFor() throws Exception {
    trial.hub.planApi(LocalHub.status(429, "RateLimit", "\"resolvers\";r=0;t=20"));
    trial.hub.plan(
        LocalHub.status(429, "RateLimit", "\"api\";r=7;t=90, \"resolvers\";r=0;t=30"),
        LocalHub.status(429, "RateLimit", "\"api\";r=7;t=90"));
    trial.fetchAndCompare();
    assertEquals(
        List.of(Duration.ofSeconds(20), Duration.ofSeconds(30), Duration.ofSeconds(2)),
        trial.waits);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ht!tp://bad uri with space|no address",
        "file:///etc/hostname|not its own",
        "mailto:x|not its own",
        "http://hub.example/api/models/owner/name/tree/x|not its own",
        "?recursive=true|no end"
      })
  void listsGoOnOnlyAtTheHubItself(String link, String part) {
    trial.hub.add(WEIGHTS, CONTENT);
    LocalHub.Answer proper = LocalHub.listing("{\"sha\":\"%s\"}".formatted(LocalHub.COMMIT));
    trial.hub.planApi(proper, LocalHub.listing("[]", "Link", "<%s>; rel=\"next\"".formatted(link)));
    trial.hub.planApi(LocalHub.listing("[]", "Link", "<%s>; rel=\"next\"".formatted(link)));
    trial.assertRefused(request(WEIGHTS), part);
    assertEquals(List.of(), trial.waits);
  }

  @Test
  void aServerThatAsksToWaitForLongIsLeft() {
    trial.hub.add(WEIGHTS, CONTENT);
    trial.hub.plan(LocalHub.status(429, "Retry-After", "3600"));
    trial.assertRefused(request(WEIGHTS), "asks to wait 60 minutes");
    assertEquals(List.of(), trial.waits);
  }

  @Test
  void silenceBeforeAnAnswerEndsAnAttempt() throws Exception {
    trial.hub.add(WEIGHTS, CONTENT);
    trial.hub.planApi(
        (exchange, content) -> {
          try {
            Thread.sleep(20_000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    trial
        .download(false, Duration.ofMillis(1500), trial.hub.address(), null)
        .fetch(request(WEIGHTS));
    trial.assertWhole();
    assertTrue(trial.notes.get(0).contains("no answer in time"), trial.notes.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "401,HF_TOKEN where it is private",
    "403,accept its terms",
    "404,has no owner/name",
    "418,answers HTTP 418"
  })
  void refusalsAreToldAtOnceAndNotRepeated(int status, String part) {
    trial.hub.planApi(LocalHub.status(status));
    trial.assertRefused(request(WEIGHTS), part);
    assertEquals(List.of(), trial.waits);
    trial.hub.add(WEIGHTS, CONTENT);
    trial.hub.plan(LocalHub.status(status));
    trial.assertRefused(request(WEIGHTS), WEIGHTS);
  }

  @Test
  void aRefusedTokenIsSaidToBeOne() {
    trial.hub.planApi(LocalHub.status(401));
    UserException e =
        assertThrows(
            UserException.class,
            () ->
                trial
                    .download(false, Duration.ofSeconds(9), trial.hub.address(), "hf_secret")
                    .fetch(request(WEIGHTS)));
    assertTrue(e.getMessage().contains("does not let the token"), e.getMessage());
    assertFalse(e.getMessage().contains("hf_secret"), e.getMessage());
  }

  @Test
  void theTokenIsForTheHubAlone() throws Exception {
    trial.hub.add(WEIGHTS, CONTENT);
    trial
        .download(false, Duration.ofSeconds(9), trial.hub.address(), "hf_secret")
        .fetch(request(WEIGHTS));
    trial.assertWhole();
    for (LocalHub.Request request : trial.hub.requests()) {
      assertEquals(
          request.server().equals("hub") ? "Bearer hf_secret" : null,
          request.header("authorization"));
    }
    assertEquals(1, trial.hub.contentRequests().size());
    String remembered = Files.readString(trial.folder().resolve(".fetched.json"));
    assertFalse(remembered.contains("secret"), remembered);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "file:///etc/passwd", "http:///", "ht tp", "/round/and/round"})
  void redirectsWithoutEndOrAimAreLeft(String location) {
    trial.hub.add(WEIGHTS, CONTENT);
    for (int i = 0; i < 60; i++) {
      // Any path of the storage server takes the next of these.
      trial.hub.plan(LocalHub.status(302, "Location", location));
    }
    trial.assertRefused(request(WEIGHTS), "redirect");
  }

  @Test
  void withoutANetworkWhatIsThereIsUsed() throws Exception {
    trial.fetchAndCompare();
    trial.hub.close();
    assertEquals(
        List.of(trial.folder().resolve(WEIGHTS)), trial.download().fetch(request(WEIGHTS)));
    assertTrue(
        trial.notes.get(trial.notes.size() - 1).contains("not compared"), trial.notes.toString());
    trial.assertRefused(request(WEIGHTS, "other"), "cannot reach " + trial.hub.address());
    trial.assertRefused(request("*.safetensors"), "cannot reach");
  }

  @Test
  void longListingsComeInPages() throws Exception {
    trial.hub.pageSize = 2;
    for (int i = 0; i < 5; i++) {
      trial.hub.add("data/%d.txt".formatted(i), content(10, i));
    }
    assertEquals(5, trial.download().fetch(request("data/*")).size());
  }

  @Test
  void answersThatAreNoListingAreRepeated() throws Exception {
    trial.hub.planApi(
        (exchange, content) -> LocalHub.send(exchange, 200, "<html>"),
        (exchange, content) -> LocalHub.send(exchange, 200, "7"),
        (exchange, content) -> exchange.sendResponseHeaders(200, 50));
    trial.fetchAndCompare();
    assertEquals(3, trial.waits.size());
  }

  @Test
  void listsThatAreNoListsAreTold() {
    trial.hub.add(WEIGHTS, CONTENT);
    trial.hub.planApi(LocalHub.listing("{\"sha\":7}"));
    trial.assertRefused(request(WEIGHTS), "a number where a commit's sha goes");
    LocalHub.Answer proper = LocalHub.listing("{\"sha\":\"%s\"}".formatted(LocalHub.COMMIT));
    trial.hub.planApi(proper, LocalHub.listing("{\"error\":\"no\"}"));
    trial.assertRefused(request(WEIGHTS), "is no array but an object");
    trial.hub.planApi(
        proper, LocalHub.listing("[{\"type\":\"file\",\"path\":\"a\",\"size\":1,\"oid\":null}]"));
    trial.assertRefused(request(WEIGHTS), "without size and hash");
    assertEquals(List.of(), trial.waits);
  }

  @Test
  void aListWithoutEndIsLeftAtOnce() {
    trial.hub.add(WEIGHTS, CONTENT);
    byte[] spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    trial.hub.planApi(
        (exchange, content) -> {
          exchange.sendResponseHeaders(200, 0);
          while (true) {
            exchange.getResponseBody().write(spaces);
          }
        });
    trial.assertRefused(request(WEIGHTS), "more than 64 MiB");
    assertEquals(List.of(), trial.waits);
  }

  @Test
  void aListThatDripsIsLeft() {
    trial.hub.add(WEIGHTS, CONTENT);
    trial.hub.planApi(
        (exchange, content) -> {
          exchange.sendResponseHeaders(200, 0);
          while (true) {
            exchange.getResponseBody().write(' ');
            exchange.getResponseBody().flush();
            try {
              Thread.sleep(20);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              return;
            }
          }
        });
    UserException e =
        assertThrows(
            UserException.class,
            () ->
                trial
                    .download(false, Duration.ofMillis(400), trial.hub.address(), null)
                    .fetch(request(WEIGHTS)));
    assertTrue(e.getMessage().contains("takes too long"), e.getMessage());
  }

  @Test
  void aFileWithoutEndIsLeft() {
    trial.hub.add(WEIGHTS, CONTENT);
    for (int i = 0; i < 5; i++) {
      trial.hub.plan(
          (exchange, content) -> {
            exchange.sendResponseHeaders(200, 0);
            while (true) {
              exchange.getResponseBody().write(content);
            }
          });
    }
    trial.assertRefused(request(WEIGHTS), "more came than");
  }
}
