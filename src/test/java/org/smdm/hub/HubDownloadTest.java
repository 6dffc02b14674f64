package org.smdm.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.smdm.hub.HubTrial.CONTENT;
import static org.smdm.hub.HubTrial.WEIGHTS;
import static org.smdm.hub.HubTrial.content;
import static org.smdm.hub.HubTrial.request;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Content from a hub on this machine that cuts, changes and damages it as real networks do. */
@Timeout(60)
class HubDownloadTest {

  @TempDir private Path base;

  @AutoClose private HubTrial trial;

  @BeforeEach
  void start() {
    trial = new HubTrial(base);
  }

  @Test
  void filesComeOnceAndAreNotAskedForAgain() throws Exception {
    trial.hub.add("config.json", "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    trial.hub.add("folder/a b%ü.txt", content(10, 3));
    trial.hub.add("empty.txt", new byte[0]);
    trial.fetchAndCompare();
    List<Path> all = trial.download().fetch(request("**"));
    assertEquals(4, all.size());
    assertArrayEquals(
        content(10, 3), Files.readAllBytes(trial.folder().resolve("folder/a b%ü.txt")));
    assertEquals(0, Files.size(trial.folder().resolve("empty.txt")));
    trial.hub.forget();
    assertEquals(all, trial.download().fetch(request("**")));
    assertEquals(List.of(), trial.hub.contentRequests());
  }

  @Test
  void aCutConnectionGoesOnWhereItStopped() throws Exception {
    trial.hub.plan(LocalHub.cut(100_000), LocalHub.cut(50_000));
    trial.fetchAndCompare();
    List<LocalHub.Request> requests = trial.hub.contentRequests();
    assertEquals(3, requests.size());
    assertNull(requests.get(0).header("range"));
    long second = Long.parseLong(requests.get(1).header("range").replaceAll("\\D", ""));
    long third = Long.parseLong(requests.get(2).header("range").replaceAll("\\D", ""));
    assertTrue(second > 0 && second <= 100_000, "went on at " + second);
    assertTrue(third > second && third <= 150_000, "went on at " + third);
    assertEquals("\"" + LocalHub.hash(CONTENT) + "\"", requests.get(1).header("if-range"));
  }

  @Test
  void aLaterCallGoesOnWhereAnEarlierOneGaveUp() throws Exception {
    trial.hub.add(WEIGHTS, CONTENT);
    trial.hub.plan(LocalHub.cut(200_000));
    for (int i = 0; i < 4; i++) {
      trial.hub.plan(LocalHub.status(503));
    }
    trial.assertRefused(request(WEIGHTS), "failed 5 times in a row");
    assertFalse(Files.exists(trial.folder().resolve(WEIGHTS)));
    trial.hub.forget();
    trial.download().fetch(request(WEIGHTS));
    trial.assertWhole();
    assertEquals(1, trial.hub.contentRequests().size());
    assertTrue(trial.hub.contentRequests().get(0).header("range").matches("bytes=[1-9]\\d*-"));
  }

  @Test
  void aPartOfOtherContentIsNotGoneOnWith() throws Exception {
    trial.hub.add(WEIGHTS, content(300_000, 9));
    trial.hub.plan(LocalHub.cut(200_000));
    for (int i = 0; i < 4; i++) {
      trial.hub.plan(LocalHub.status(503));
    }
    trial.refused(request(WEIGHTS));
    trial.hub.forget();
    trial.fetchAndCompare();
    assertNull(trial.hub.contentRequests().get(0).header("range"));
  }

  @Test
  void aServerThatKnowsNoRangesIsAskedForTheWhole() throws Exception {
    trial.hub.plan(LocalHub.cut(100_000), LocalHub.whole());
    trial.fetchAndCompare();
    assertEquals(2, trial.hub.contentRequests().size());
  }

  @Test
  void aServerThatKnowsNoRangesAndKeepsCuttingIsGivenUp() {
    trial.hub.add(WEIGHTS, CONTENT);
    trial.hub.redirects = false;
    for (int i = 0; i < 20; i++) {
      trial.hub.plan(
          (exchange, content) -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, 100_000);
            exchange.getResponseBody().flush();
          });
    }
    trial.assertRefused(request(WEIGHTS), "times in a row");
    assertTrue(
        trial.hub.contentRequests().size() <= 12, trial.hub.contentRequests().size() + " requests");
  }

  @Test
  void contentThatChangesBetweenAttemptsIsFetchedAnew() throws Exception {
    // The second answer has another tag: If-Range makes it the whole content.
    trial.hub.plan(LocalHub.cut(100_000, "\"one\""), LocalHub.tagged("\"two\""));
    trial.fetchAndCompare();
    assertEquals("\"one\"", trial.hub.contentRequests().get(1).header("if-range"));
  }

  @Test
  void aServerThatIgnoresIfRangeIsNotBelieved() throws Exception {
    trial.hub.plan(
        LocalHub.cut(100_000, "\"one\""),
        (exchange, content) -> {
          exchange.getResponseHeaders().set("ETag", "\"two\"");
          exchange.getResponseHeaders().set("Content-Range", "bytes 100000-299999/300000");
          exchange.sendResponseHeaders(206, 200_000);
          exchange.getResponseBody().write(content(200_000, 8));
        });
    trial.fetchAndCompare();
    assertEquals(3, trial.hub.contentRequests().size());
    assertNull(trial.hub.contentRequests().get(2).header("range"));
  }

  @Test
  void weakTagsAreNoConditionButTheHashStillCounts() throws Exception {
    trial.hub.plan(LocalHub.cut(100_000, "W/\"weak\""));
    trial.fetchAndCompare();
    assertNull(trial.hub.contentRequests().get(1).header("if-range"));
    assertTrue(trial.hub.contentRequests().get(1).header("range").startsWith("bytes="));
  }

  @Test
  void anotherRangeThanAskedForIsNotAppended() throws Exception {
    trial.hub.plan(
        LocalHub.cut(100_000),
        (exchange, content) -> {
          exchange.getResponseHeaders().set("Content-Range", "bytes 5-299999/300000");
          exchange.sendResponseHeaders(206, content.length - 5);
          exchange.getResponseBody().write(content, 5, content.length - 5);
        },
        LocalHub.cut(100_000),
        LocalHub.status(416));
    trial.fetchAndCompare();
  }

  @Test
  void aWrongHashIsFetchedOnceMore() throws Exception {
    trial.hub.plan(LocalHub.wrong());
    trial.fetchAndCompare();
    assertEquals(2, trial.hub.contentRequests().size());
    assertTrue(trial.notes.get(0).contains("SHA-256"), trial.notes.toString());
  }

  @Test
  void aHashThatStaysWrongLeavesNothing() throws Exception {
    trial.hub.add(WEIGHTS, CONTENT);
    trial.hub.add("small.txt", content(20, 4));
    trial.hub.list(WEIGHTS, "ab".repeat(32));
    trial.hub.list("small.txt", "cd".repeat(20));
    trial.assertRefused(request(WEIGHTS), "does not have the SHA-256");
    trial.assertRefused(request("small.txt"), "does not have the SHA-1");
    assertEquals(
        List.of(), trial.names().stream().filter(n -> n.contains(WEIGHTS + ".part.j")).toList());
    assertFalse(Files.exists(trial.folder().resolve(WEIGHTS)));
    assertFalse(Files.exists(trial.folder().resolve("small.txt")));
    assertEquals(0, Files.size(trial.folder().resolve("." + WEIGHTS + ".part")));
  }

  @Test
  void moreOrLessThanListedIsNotTaken() {
    trial.hub.add(WEIGHTS, CONTENT);
    for (int i = 0; i < 3; i++) {
      trial.hub.plan(
          (exchange, content) -> LocalHub.send(exchange, 200, "<html>log in</html>"),
          (exchange, content) -> {
            exchange.sendResponseHeaders(200, 0); // chunks, without a length
            exchange.getResponseBody().write(content);
            exchange.getResponseBody().write(content);
          });
    }
    trial.assertRefused(request(WEIGHTS), "the hub lists 300,000");
    assertFalse(Files.exists(trial.folder().resolve(WEIGHTS)));
  }

  @Test
  void silenceEndsAnAttempt() throws Exception {
    trial.hub.add(WEIGHTS, CONTENT);
    trial.hub.plan(LocalHub.silent(100_000, 20_000));
    trial
        .download(false, Duration.ofMillis(1500), trial.hub.address(), null)
        .fetch(request(WEIGHTS));
    trial.assertWhole();
    assertTrue(trial.hub.contentRequests().get(1).header("range").matches("bytes=[1-9]\\d*-"));
    assertTrue(trial.notes.get(0).contains("nothing came"), trial.notes.toString());
  }

  @Test
  void anInterruptEndsItAndKeepsWhatIsThere() throws Exception {
    trial.hub.add(WEIGHTS, CONTENT);
    Thread work = Thread.currentThread();
    trial.hub.plan(
        (exchange, content) -> {
          LocalHub.silent(100_000, 300).to(exchange, content);
          work.interrupt();
        });
    try {
      assertThrows(CancellationException.class, () -> trial.download().fetch(request(WEIGHTS)));
    } finally {
      assertTrue(Thread.interrupted());
    }
    assertTrue(Files.size(trial.folder().resolve("." + WEIGHTS + ".part")) > 0);
    assertFalse(Files.exists(trial.folder().resolve(WEIGHTS)));
    trial.download().fetch(request(WEIGHTS));
    trial.assertWhole();
  }
}
