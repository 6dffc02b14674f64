package org.smdm.data.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.config.FolderLock;
import org.smdm.config.UserException;

/** Downloads from a hub on this machine that does what real ones and networks do. */
@Timeout(60)
class HubDownloadTest {

  private static final String WEIGHTS = "model.safetensors";
  private static final byte[] CONTENT = content(300_000, 1);

  @TempDir private Path base;

  private final LocalHub hub = new LocalHub("models/owner/name");
  private final List<Duration> waits = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final long[] counted = new long[1];

  @AfterEach
  void stop() {
    hub.close();
  }

  private static byte[] content(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private HubDownload download(boolean replace, Duration silence, String address, String token) {
    Patience patience =
        new Patience(
            5,
            Duration.ofSeconds(1),
            Duration.ofSeconds(4),
            Duration.ofMinutes(5),
            silence,
            waits::add);
    DownloadListener listener =
        new DownloadListener() {
          @Override
          public void started(int files, long bytes, long bytesThere) {
            counted[0] = bytesThere;
          }

          @Override
          public void file(Path file) {}

          @Override
          public void received(long bytes) {
            counted[0] += bytes;
          }

          @Override
          public void waiting(String reason, Duration wait) {
            notes.add(reason);
          }

          @Override
          public void note(String sentence) {
            notes.add(sentence);
          }

          @Override
          public void finished() {}
        };
    Map<String, String> environment =
        token == null
            ? Map.of("HF_ENDPOINT", address)
            : Map.of("HF_ENDPOINT", address, "HF_TOKEN", token);
    return new HubDownload(HubEndpoint.of(environment), base, replace, patience, listener);
  }

  private HubDownload download() {
    return download(false, Duration.ofSeconds(10), hub.address(), null);
  }

  private static HubRequest request(String... files) {
    return new HubRequest(HubRepo.parse("owner/name", false), List.of(files));
  }

  private Path folder() {
    return base.resolve("owner/name");
  }

  private void fetchAndCompare() throws IOException {
    hub.add(WEIGHTS, CONTENT);
    assertEquals(List.of(folder().resolve(WEIGHTS)), download().fetch(request(WEIGHTS)));
    assertWhole();
  }

  /** The right content under its name, counted once, and nothing half done beside it. */
  private void assertWhole() throws IOException {
    assertArrayEquals(CONTENT, Files.readAllBytes(folder().resolve(WEIGHTS)));
    assertEquals(CONTENT.length, counted[0]);
    assertEquals(List.of(".fetched.json", ".lock", WEIGHTS), names());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private UserException refused(HubRequest request) {
    UserException e = assertThrows(UserException.class, () -> download().fetch(request));
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    assertFalse(e.getMessage().contains("Exception"), e.getMessage());
    return e;
  }

  private void assertRefused(HubRequest request, String part) {
    String message = refused(request).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void filesComeOnceAndAreNotAskedForAgain() throws Exception {
    hub.add("config.json", "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    hub.add("folder/a b%ü.txt", content(10, 3));
    hub.add("empty.txt", new byte[0]);
    fetchAndCompare();
    List<Path> all = download().fetch(request("**"));
    assertEquals(4, all.size());
    assertArrayEquals(content(10, 3), Files.readAllBytes(folder().resolve("folder/a b%ü.txt")));
    assertEquals(0, Files.size(folder().resolve("empty.txt")));
    hub.forget();
    assertEquals(all, download().fetch(request("**")));
    assertEquals(List.of(), hub.contentRequests());
  }

  @Test
  void aCutConnectionGoesOnWhereItStopped() throws Exception {
    hub.plan(LocalHub.cut(100_000), LocalHub.cut(50_000));
    fetchAndCompare();
    List<LocalHub.Request> requests = hub.contentRequests();
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
    hub.add(WEIGHTS, CONTENT);
    hub.plan(LocalHub.cut(200_000));
    for (int i = 0; i < 4; i++) {
      hub.plan(LocalHub.status(503));
    }
    assertRefused(request(WEIGHTS), "failed 5 times in a row");
    assertFalse(Files.exists(folder().resolve(WEIGHTS)));
    hub.forget();
    download().fetch(request(WEIGHTS));
    assertWhole();
    assertEquals(1, hub.contentRequests().size());
    assertTrue(hub.contentRequests().get(0).header("range").matches("bytes=[1-9]\\d*-"));
  }

  @Test
  void aPartOfOtherContentIsNotGoneOnWith() throws Exception {
    hub.add(WEIGHTS, content(300_000, 9));
    hub.plan(LocalHub.cut(200_000));
    for (int i = 0; i < 4; i++) {
      hub.plan(LocalHub.status(503));
    }
    refused(request(WEIGHTS));
    hub.forget();
    fetchAndCompare();
    assertNull(hub.contentRequests().get(0).header("range"));
  }

  @Test
  void aServerThatKnowsNoRangesIsAskedForTheWhole() throws Exception {
    hub.plan(LocalHub.cut(100_000), LocalHub.whole());
    fetchAndCompare();
    assertEquals(2, hub.contentRequests().size());
  }

  @Test
  void aServerThatKnowsNoRangesAndKeepsCuttingIsGivenUp() {
    hub.add(WEIGHTS, CONTENT);
    hub.redirects = false;
    for (int i = 0; i < 20; i++) {
      hub.plan(
          (exchange, content) -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, 100_000);
            exchange.getResponseBody().flush();
          });
    }
    assertRefused(request(WEIGHTS), "times in a row");
    assertTrue(hub.contentRequests().size() <= 12, hub.contentRequests().size() + " requests");
  }

  @Test
  void contentThatChangesBetweenAttemptsIsFetchedAnew() throws Exception {
    // The second answer has another tag: If-Range makes it the whole content.
    hub.plan(LocalHub.cut(100_000, "\"one\""), LocalHub.tagged("\"two\""));
    fetchAndCompare();
    assertEquals("\"one\"", hub.contentRequests().get(1).header("if-range"));
  }

  @Test
  void aServerThatIgnoresIfRangeIsNotBelieved() throws Exception {
    hub.plan(
        LocalHub.cut(100_000, "\"one\""),
        (exchange, content) -> {
          exchange.getResponseHeaders().set("ETag", "\"two\"");
          exchange.getResponseHeaders().set("Content-Range", "bytes 100000-299999/300000");
          exchange.sendResponseHeaders(206, 200_000);
          exchange.getResponseBody().write(content(200_000, 8));
        });
    fetchAndCompare();
    assertEquals(3, hub.contentRequests().size());
    assertNull(hub.contentRequests().get(2).header("range"));
  }

  @Test
  void weakTagsAreNoConditionButTheHashStillCounts() throws Exception {
    hub.plan(LocalHub.cut(100_000, "W/\"weak\""));
    fetchAndCompare();
    assertNull(hub.contentRequests().get(1).header("if-range"));
    assertTrue(hub.contentRequests().get(1).header("range").startsWith("bytes="));
  }

  @Test
  void anotherRangeThanAskedForIsNotAppended() throws Exception {
    hub.plan(
        LocalHub.cut(100_000),
        (exchange, content) -> {
          exchange.getResponseHeaders().set("Content-Range", "bytes 5-299999/300000");
          exchange.sendResponseHeaders(206, content.length - 5);
          exchange.getResponseBody().write(content, 5, content.length - 5);
        },
        LocalHub.cut(100_000),
        LocalHub.status(416));
    fetchAndCompare();
  }

  @Test
  void aWrongHashIsFetchedOnceMore() throws Exception {
    hub.plan(LocalHub.wrong());
    fetchAndCompare();
    assertEquals(2, hub.contentRequests().size());
    assertTrue(notes.get(0).contains("SHA-256"), notes.toString());
  }

  @Test
  void aHashThatStaysWrongLeavesNothing() throws Exception {
    hub.add(WEIGHTS, CONTENT);
    hub.add("small.txt", content(20, 4));
    hub.list(WEIGHTS, "ab".repeat(32));
    hub.list("small.txt", "cd".repeat(20));
    assertRefused(request(WEIGHTS), "does not have the SHA-256");
    assertRefused(request("small.txt"), "does not have the SHA-1");
    assertEquals(List.of(), names().stream().filter(n -> n.contains(WEIGHTS + ".part.j")).toList());
    assertFalse(Files.exists(folder().resolve(WEIGHTS)));
    assertFalse(Files.exists(folder().resolve("small.txt")));
    assertEquals(0, Files.size(folder().resolve("." + WEIGHTS + ".part")));
  }

  @Test
  void moreOrLessThanListedIsNotTaken() {
    hub.add(WEIGHTS, CONTENT);
    for (int i = 0; i < 3; i++) {
      hub.plan(
          (exchange, content) -> LocalHub.send(exchange, 200, "<html>log in</html>"),
          (exchange, content) -> {
            exchange.sendResponseHeaders(200, 0); // chunks, without a length
            exchange.getResponseBody().write(content);
            exchange.getResponseBody().write(content);
          });
    }
    assertRefused(request(WEIGHTS), "the hub lists 300,000");
    assertFalse(Files.exists(folder().resolve(WEIGHTS)));
  }

  @Test
  void errorsOfTheServerAreRepeatedWithGrowingWaits() throws Exception {
    hub.plan(LocalHub.status(500), LocalHub.status(500), LocalHub.status(502));
    fetchAndCompare();
    assertEquals(
        List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4)), waits);
  }

  @Test
  void anErrorThatStaysIsToldInTheEnd() {
    hub.add(WEIGHTS, CONTENT);
    for (int i = 0; i < 9; i++) {
      hub.plan(LocalHub.status(500));
    }
    assertRefused(request(WEIGHTS), "failed 5 times in a row, at last with: HTTP 500");
    assertEquals(4, waits.size());
  }

  @Test
  void aServerThatAsksToWaitIsWaitedFor() throws Exception {
    String date =
        ZonedDateTime.now(ZoneOffset.UTC)
            .plusSeconds(100)
            .format(DateTimeFormatter.RFC_1123_DATE_TIME);
    hub.planApi(LocalHub.status(429, "Retry-After", "7"));
    hub.plan(
        LocalHub.status(429, "Retry-After", "30"),
        LocalHub.status(503, "Retry-After", date),
        LocalHub.status(503, "Retry-After", "soon"));
    fetchAndCompare();
    assertEquals(Duration.ofSeconds(7), waits.get(0));
    assertEquals(Duration.ofSeconds(30), waits.get(1));
    assertTrue(waits.get(2).toSeconds() > 60 && waits.get(2).toSeconds() <= 100, waits.toString());
    assertEquals(Duration.ofSeconds(4), waits.get(3));
  }

  @Test
  void aServerThatAsksToWaitForLongIsLeft() {
    hub.add(WEIGHTS, CONTENT);
    hub.plan(LocalHub.status(429, "Retry-After", "3600"));
    assertRefused(request(WEIGHTS), "asks to wait 60 minutes");
    assertEquals(List.of(), waits);
  }

  @Test
  void silenceEndsAnAttempt() throws Exception {
    hub.add(WEIGHTS, CONTENT);
    hub.plan(LocalHub.silent(100_000, 20_000));
    download(false, Duration.ofMillis(1500), hub.address(), null).fetch(request(WEIGHTS));
    assertWhole();
    assertTrue(hub.contentRequests().get(1).header("range").matches("bytes=[1-9]\\d*-"));
    assertTrue(notes.get(0).contains("nothing came"), notes.toString());
  }

  @Test
  void silenceBeforeAnAnswerEndsAnAttempt() throws Exception {
    hub.add(WEIGHTS, CONTENT);
    hub.planApi(
        (exchange, content) -> {
          try {
            Thread.sleep(20_000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    download(false, Duration.ofMillis(1500), hub.address(), null).fetch(request(WEIGHTS));
    assertWhole();
    assertTrue(notes.get(0).contains("no answer in time"), notes.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "401,HF_TOKEN where it is private",
    "403,accept its terms",
    "404,has no owner/name",
    "418,answers HTTP 418"
  })
  void refusalsAreToldAtOnceAndNotRepeated(int status, String part) {
    hub.planApi(LocalHub.status(status));
    assertRefused(request(WEIGHTS), part);
    assertEquals(List.of(), waits);
    hub.add(WEIGHTS, CONTENT);
    hub.plan(LocalHub.status(status));
    assertRefused(request(WEIGHTS), WEIGHTS);
  }

  @Test
  void aRefusedTokenIsSaidToBeOne() {
    hub.planApi(LocalHub.status(401));
    UserException e =
        assertThrows(
            UserException.class,
            () ->
                download(false, Duration.ofSeconds(9), hub.address(), "hf_secret")
                    .fetch(request(WEIGHTS)));
    assertTrue(e.getMessage().contains("does not let the token"), e.getMessage());
    assertFalse(e.getMessage().contains("hf_secret"), e.getMessage());
  }

  @Test
  void theTokenIsForTheHubAlone() throws Exception {
    hub.add(WEIGHTS, CONTENT);
    download(false, Duration.ofSeconds(9), hub.address(), "hf_secret").fetch(request(WEIGHTS));
    assertWhole();
    for (LocalHub.Request request : hub.requests()) {
      assertEquals(
          request.server().equals("hub") ? "Bearer hf_secret" : null,
          request.header("authorization"));
    }
    assertEquals(1, hub.contentRequests().size());
    String remembered = Files.readString(folder().resolve(".fetched.json"));
    assertFalse(remembered.contains("secret"), remembered);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "file:///etc/passwd", "http:///", "ht tp", "/round/and/round"})
  void redirectsWithoutEndOrAimAreLeft(String location) {
    hub.add(WEIGHTS, CONTENT);
    for (int i = 0; i < 60; i++) {
      // Any path of the storage server takes the next of these.
      hub.plan(LocalHub.status(302, "Location", location));
    }
    assertRefused(request(WEIGHTS), "redirect");
  }

  @Test
  void withoutANetworkWhatIsThereIsUsed() throws Exception {
    fetchAndCompare();
    hub.close();
    assertEquals(List.of(folder().resolve(WEIGHTS)), download().fetch(request(WEIGHTS)));
    assertTrue(notes.get(notes.size() - 1).contains("not compared"), notes.toString());
    assertRefused(request(WEIGHTS, "other"), "cannot reach " + hub.address());
    assertRefused(request("*.safetensors"), "cannot reach");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../outside", "/etc/outside", "a/../../outside", "a//b", "a\\..\\b", "C:b"})
  void pathsThatLeadOutAreRefused(String path) throws Exception {
    hub.add(path, CONTENT);
    assertRefused(request("**"), "cannot be kept here");
    try (Stream<Path> files = Files.list(base)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void filesPutThereByHandAreTakenWhenTheyAreRight() throws Exception {
    hub.add(WEIGHTS, CONTENT);
    Files.createDirectories(folder());
    Files.write(folder().resolve(WEIGHTS), CONTENT);
    download().fetch(request(WEIGHTS));
    assertEquals(List.of(), hub.contentRequests());
  }

  @Test
  void filesOfTheUsersAreNotReplacedUnasked() throws Exception {
    hub.add(WEIGHTS, CONTENT);
    Files.createDirectories(folder());
    byte[] own = content(300_000, 5);
    Files.write(folder().resolve(WEIGHTS), own);
    assertRefused(request(WEIGHTS), "--replace");
    assertArrayEquals(own, Files.readAllBytes(folder().resolve(WEIGHTS)));
    download(true, Duration.ofSeconds(9), hub.address(), null).fetch(request(WEIGHTS));
    assertWhole();
  }

  @Test
  void anOlderVersionOfTheHubsIsReplaced() throws Exception {
    hub.add(WEIGHTS, content(200_000, 6));
    download().fetch(request(WEIGHTS));
    fetchAndCompare();
  }

  @Test
  void aFileThatWasDamagedSinceIsNoticed() throws Exception {
    fetchAndCompare();
    Files.write(folder().resolve(WEIGHTS), content(1000, 7));
    assertRefused(request(WEIGHTS), "differs from that of owner/name");
    Files.delete(folder().resolve(WEIGHTS));
    fetchAndCompare();
  }

  @Test
  void whatIsRememberedMayBeDeletedOrDamaged() throws Exception {
    fetchAndCompare();
    Files.writeString(folder().resolve(".fetched.json"), "{\"model.safe");
    hub.forget();
    download().fetch(request(WEIGHTS));
    assertEquals(List.of(), hub.contentRequests());
  }

  @Test
  void disksThatCannotTakeTheFilesAreTold() throws Exception {
    hub.add(WEIGHTS, CONTENT);
    hub.inflated = 1L << 60;
    assertRefused(request(WEIGHTS), "free some space");
    hub.inflated = 0;
    Files.createDirectories(folder().resolve(WEIGHTS));
    assertRefused(request(WEIGHTS), WEIGHTS);
    hub.add("a/b.txt", CONTENT);
    Files.writeString(folder().resolve("a"), "a file");
    assertRefused(request("a/b.txt"), "cannot write");
    Files.writeString(base.resolve("other"), "a file");
    UserException e =
        assertThrows(
            UserException.class,
            () ->
                new HubDownload(
                        HubEndpoint.of(Map.of("HF_ENDPOINT", hub.address())),
                        base.resolve("other"),
                        false,
                        Patience.usual(),
                        new QuietListener())
                    .fetch(request(WEIGHTS)));
    assertTrue(e.getMessage().contains("cannot write"), e.getMessage());
  }

  @Test
  void twoCallsDoNotFillOneFolderAtOnce() throws Exception {
    hub.add(WEIGHTS, CONTENT);
    Files.createDirectories(folder());
    try (FolderLock other = FolderLock.acquire(folder(), "busy")) {
      assertRefused(request(WEIGHTS), "another smdm get");
      assertTrue(other != null);
    }
    fetchAndCompare();
  }

  @Test
  void anInterruptEndsItAndKeepsWhatIsThere() throws Exception {
    hub.add(WEIGHTS, CONTENT);
    Thread work = Thread.currentThread();
    hub.plan(
        (exchange, content) -> {
          LocalHub.silent(100_000, 300).to(exchange, content);
          work.interrupt();
        });
    try {
      assertThrows(CancellationException.class, () -> download().fetch(request(WEIGHTS)));
    } finally {
      assertTrue(Thread.interrupted());
    }
    assertTrue(Files.size(folder().resolve("." + WEIGHTS + ".part")) > 0);
    assertFalse(Files.exists(folder().resolve(WEIGHTS)));
    download().fetch(request(WEIGHTS));
    assertWhole();
  }

  @Test
  void longListingsComeInPages() throws Exception {
    hub.pageSize = 2;
    for (int i = 0; i < 5; i++) {
      hub.add("data/%d.txt".formatted(i), content(10, i));
    }
    assertEquals(5, download().fetch(request("data/*")).size());
  }

  @Test
  void answersThatAreNoListingAreRepeated() throws Exception {
    hub.planApi(
        (exchange, content) -> LocalHub.send(exchange, 200, "<html>"),
        (exchange, content) -> LocalHub.send(exchange, 200, "7"),
        (exchange, content) -> exchange.sendResponseHeaders(200, 50));
    fetchAndCompare();
    assertEquals(3, waits.size());
  }

  @Test
  void patternsThatMatchNothingNameWhatIsThere() {
    hub.add("mdm_safetensors/mdm-6M-1e18.safetensors", CONTENT);
    hub.add("other/x.bin", CONTENT);
    assertRefused(
        request("mdm_safetensors/mdm-7M-1e18.safetensors"),
        "choose among its 2 files, it has mdm_safetensors/mdm-6M-1e18.safetensors");
    assertRefused(request(), "no model files in its top folder");
    assertRefused(request("[a"), "which is no pattern");
  }

  @Test
  void aModelsUsualFilesAreChosenByThemselves() throws Exception {
    for (String name :
        List.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "model-00001-of-00002.safetensors",
            "model.safetensors.index.json",
            "README.md",
            "pytorch_model.bin",
            "onnx/model.onnx",
            "tf_model.h5")) {
      hub.add(name, content(30, name.hashCode()));
    }
    assertEquals(7, download().fetch(request()).size());
    assertFalse(Files.exists(folder().resolve("pytorch_model.bin")));
  }
}
