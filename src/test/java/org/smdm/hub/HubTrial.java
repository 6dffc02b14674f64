package org.smdm.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.smdm.io.Progress;
import org.smdm.io.UserException;

/** Downloads from a hub on this machine, and what they told on the way. */
final class HubTrial implements AutoCloseable {

  static final String WEIGHTS = "model.safetensors";
  static final byte[] CONTENT = content(300_000, 1);

  final LocalHub hub = new LocalHub("models/owner/name");
  final List<Duration> waits = new ArrayList<>();
  final List<String> notes = new ArrayList<>();
  private final long[] counted = new long[1];
  private final Path base;

  HubTrial(Path base) {
    this.base = base;
  }

  @Override
  public void close() {
    hub.close();
  }

  static byte[] content(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  HubDownload download(boolean replace, Duration silence, String address, String token) {
    Attempts.Patience patience =
        new Attempts.Patience(
            5,
            Duration.ofSeconds(1),
            Duration.ofSeconds(4),
            Duration.ofMinutes(5),
            silence,
            waits::add);
    Progress<Object> progress =
        new Progress<>() {
          @Override
          public void begun(Part part) {
            counted[0] = part.done();
          }

          @Override
          public void advanced(long bytes, double work) {
            counted[0] += bytes;
          }

          @Override
          public void said(String sentence) {
            notes.add(sentence);
          }
        };
    Map<String, String> environment =
        token == null
            ? Map.of("HF_ENDPOINT", address)
            : Map.of("HF_ENDPOINT", address, "HF_TOKEN", token);
    return new HubDownload(
        new HubClient(HubEndpoint.of(environment), patience, progress), base, replace);
  }

  HubDownload download() {
    return download(false, Duration.ofSeconds(10), hub.address(), null);
  }

  static HubRequest request(String... files) {
    return new HubRequest(HubRepo.parse("owner/name", false), List.of(files));
  }

  Path folder() {
    return base.resolve("owner/name");
  }

  void fetchAndCompare() throws IOException {
    hub.add(WEIGHTS, CONTENT);
    assertEquals(List.of(folder().resolve(WEIGHTS)), download().fetch(request(WEIGHTS)));
    assertWhole();
  }

  /** The right content under its name, counted once, and nothing half done beside it. */
  void assertWhole() throws IOException {
    assertArrayEquals(CONTENT, Files.readAllBytes(folder().resolve(WEIGHTS)));
    assertEquals(CONTENT.length, counted[0]);
    assertEquals(List.of(".fetched.json", ".lock", WEIGHTS), names());
  }

  List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  UserException refused(HubRequest request) {
    UserException e = assertThrows(UserException.class, () -> download().fetch(request));
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    assertFalse(e.getMessage().contains("Exception"), e.getMessage());
    return e;
  }

  void assertRefused(HubRequest request, String part) {
    String message = refused(request).getMessage();
    assertTrue(message.contains(part), message);
  }
}
