package org.smdm.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A hub on this machine that misbehaves on demand. It lists its files as the real one does; content
 * of large files comes, after a redirect, from a second server, as from a storage network.
 *
 * <p>Each request for content takes the next of the planned answers; without one it is served as it
 * should be.
 */
public final class LocalHub implements AutoCloseable {

  /** The commit that every revision stands for. */
  static final String COMMIT = "00c0ffee".repeat(5);

  /** An answer to a request for a file's content. */
  @FunctionalInterface
  public interface Answer {
    void to(HttpExchange exchange, byte[] content) throws IOException;
  }

  /**
   * A request that came.
   *
   * @param server "hub" or "storage"
   * @param path with its query, as it was sent
   * @param headers by lower-case name
   */
  public record Request(String server, String path, Map<String, String> headers) {

    public String header(String name) {
      return headers.get(name);
    }
  }

  private final HttpServer hub = server();
  private final HttpServer storage = server();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final String repo;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Map<String, String> listedHashes = new LinkedHashMap<>();
  private final Deque<Answer> answers = new ConcurrentLinkedDeque<>();
  private final Deque<Answer> apiAnswers = new ConcurrentLinkedDeque<>();
  private final List<Request> requests = new ArrayList<>();
  int pageSize = 1000;
  boolean redirects = true;
  long inflated;

  /**
   * Starts it.
   *
   * @param repo path of its only repository, as {@code models/owner/name}
   */
  public LocalHub(String repo) {
    this.repo = repo;
    hub.createContext("/", exchange -> handle("hub", exchange));
    storage.createContext("/", exchange -> handle("storage", exchange));
    for (HttpServer server : List.of(hub, storage)) {
      server.setExecutor(threads);
      server.start();
    }
  }

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its address. */
  public String address() {
    return "http://127.0.0.1:" + hub.getAddress().getPort();
  }

  /** Adds a file; those of 1000 bytes and more are large. */
  public void add(String path, byte[] content) {
    files.put(path, content);
  }

  /** Lists a hash that the content does not have. */
  void list(String path, String hash) {
    listedHashes.put(path, hash);
  }

  /** Plans the answers to the next requests for content. */
  public void plan(Answer... next) {
    answers.addAll(List.of(next));
  }

  /** Plans the answers to the next questions about the repository. */
  void planApi(Answer... next) {
    apiAnswers.addAll(List.of(next));
  }

  /** Requests for content, of the server that has it. */
  public synchronized List<Request> contentRequests() {
    return requests.stream()
        .filter(r -> r.path.contains("/resolve/") || r.server.equals("storage"))
        .filter(r -> !redirects || r.server.equals("storage"))
        .toList();
  }

  synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Forgets the requests that came. */
  public synchronized void forget() {
    requests.clear();
  }

  private void handle(String server, HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().toString();
      Map<String, String> headers =
          exchange.getRequestHeaders().entrySet().stream()
              .collect(
                  Collectors.toMap(
                      e -> e.getKey().toLowerCase(java.util.Locale.ROOT),
                      e -> e.getValue().get(0)));
      synchronized (this) {
        requests.add(new Request(server, path, headers));
      }
      answer(server, exchange, path);
    }
  }

  private void answer(String server, HttpExchange exchange, String path) throws IOException {
    String content = "/" + repo.replaceFirst("^models/", "") + "/resolve/" + COMMIT + "/";
    if (server.equals("storage")) {
      next(exchange, files.get(exchange.getRequestURI().getPath().substring(1)));
    } else if (path.startsWith("/api/" + repo + "/")) {
      Answer planned = apiAnswers.poll();
      if (planned != null) {
        planned.to(exchange, new byte[0]);
      } else if (path.startsWith("/api/" + repo + "/revision/")) {
        send(exchange, 200, "{\"id\":\"x\",\"sha\":\"" + COMMIT + "\",\"siblings\":[]}");
      } else if (path.startsWith("/api/" + repo + "/tree/" + COMMIT)) {
        tree(exchange);
      } else {
        send(exchange, 404, "{\"error\":\"Revision not found\"}");
      }
    } else if (path.startsWith(content)) {
      String name = exchange.getRequestURI().getPath().substring(content.length());
      byte[] bytes = files.get(name);
      if (redirects) {
        exchange
            .getResponseHeaders()
            .set(
                "Location",
                "http://127.0.0.1:%d/%s?signature=secret"
                    .formatted(
                        storage.getAddress().getPort(),
                        exchange.getRequestURI().getRawPath().substring(content.length())));
        exchange.getResponseHeaders().set("X-Linked-Size", String.valueOf(bytes.length));
        exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + hash(name) + "\"");
        send(exchange, 302, "Found");
      } else {
        next(exchange, bytes);
      }
    } else {
      send(exchange, 404, "{\"error\":\"Repository not found\"}");
    }
  }

  private void next(HttpExchange exchange, byte[] content) throws IOException {
    Answer planned = answers.poll();
    (planned != null ? planned : proper()).to(exchange, content);
  }

  private void tree(HttpExchange exchange) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    int from =
        query.contains("cursor=") ? Integer.parseInt(query.replaceFirst(".*cursor=", "")) : 0;
    List<String> entries = new ArrayList<>();
    entries.add("{\"type\":\"directory\",\"oid\":\"0\",\"size\":0,\"path\":\"folder\"}");
    List<String> names = List.copyOf(files.keySet());
    for (int i = from; i < Math.min(names.size(), from + pageSize); i++) {
      entries.add(entry(names.get(i)));
    }
    if (from + pageSize < names.size()) {
      exchange
          .getResponseHeaders()
          .set(
              "Link",
              "<%s%s?recursive=true&cursor=%d>; rel=\"next\""
                  .formatted(address(), exchange.getRequestURI().getPath(), from + pageSize));
    }
    send(exchange, 200, "[" + String.join(",", entries) + "]");
  }

  private String entry(String name) {
    long size = files.get(name).length + inflated;
    String quoted =
        name.contains("\\ud800") ? name : name.replace("\\", "\\\\").replace("\n", "\\n");
    return files.get(name).length < 1000
        ? "{\"type\":\"file\",\"oid\":\"%s\",\"size\":%d,\"path\":\"%s\"}"
            .formatted(hash(name), size, quoted)
        : "{\"type\":\"file\",\"oid\":\"%s\",\"size\":%d,\"path\":\"%s\",\"lfs\":{\"oid\":\"%s\",\"size\":%d,\"pointerSize\":134}}"
            .formatted("1".repeat(40), size, quoted, hash(name), size);
  }

  private String hash(String name) {
    String listed = listedHashes.get(name);
    return listed != null ? listed : hash(files.get(name));
  }

  /** As git and git LFS do it. */
  static String hash(byte[] content) {
    try {
      if (content.length >= 1000) {
        return hex(MessageDigest.getInstance("SHA-256").digest(content));
      }
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      digest.update(
          "blob %d\0".formatted(content.length).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return hex(digest.digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** Serves ranges and compares If-Range with the entity tag, which is the content's hash. */
  static Answer proper() {
    return (exchange, content) -> range(exchange, content, hash(content), content.length);
  }

  /** As {@link #proper}, but ends after so many bytes of what it announced. */
  static Answer cut(int after) {
    return (exchange, content) -> range(exchange, content, hash(content), after);
  }

  /** As {@link #cut} with an entity tag of its own. */
  static Answer cut(int after, String tag) {
    return (exchange, content) -> range(exchange, content, tag, after);
  }

  /** As {@link #proper} with an entity tag of its own. */
  static Answer tagged(String tag) {
    return (exchange, content) -> range(exchange, content, tag, content.length);
  }

  /** Whole content, whatever part was asked for. */
  static Answer whole() {
    return (exchange, content) -> {
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content);
    };
  }

  /** Other content of the same length. */
  static Answer wrong() {
    return (exchange, content) -> {
      byte[] other = content.clone();
      other[other.length / 2] ^= 1;
      range(exchange, other, "\"other\"", other.length);
    };
  }

  /** A status, with a header or without. */
  static Answer status(int status, String... header) {
    return answer(status, "{\"error\":\"no\"}", header);
  }

  /** A listing, with a header or without. */
  static Answer listing(String json, String... header) {
    return answer(200, json, header);
  }

  private static Answer answer(int status, String json, String... header) {
    return (exchange, content) -> {
      if (header.length > 0) {
        exchange.getResponseHeaders().set(header[0], header[1]);
      }
      send(exchange, status, json);
    };
  }

  /** Some bytes, and then nothing for a while. */
  public static Answer silent(int after, long millis) {
    return (exchange, content) -> {
      exchange.getResponseHeaders().set("ETag", "\"" + hash(content) + "\"");
      exchange.sendResponseHeaders(200, content.length);
      OutputStream out = exchange.getResponseBody();
      out.write(content, 0, after);
      out.flush();
      sleep(millis);
    };
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void range(HttpExchange exchange, byte[] content, String tag, int most)
      throws IOException {
    String quoted = tag.startsWith("\"") || tag.startsWith("W/") ? tag : "\"" + tag + "\"";
    exchange.getResponseHeaders().set("ETag", quoted);
    String asked = exchange.getRequestHeaders().getFirst("Range");
    String condition = exchange.getRequestHeaders().getFirst("If-Range");
    int from = 0;
    int status = 200;
    if (asked != null && (condition == null || condition.equals(quoted))) {
      from = Integer.parseInt(asked.replaceAll("\\D", ""));
      status = 206;
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
    }
    exchange.sendResponseHeaders(status, content.length - from);
    exchange.getResponseBody().write(content, from, Math.min(most, content.length - from));
    exchange.getResponseBody().flush();
  }

  static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    hub.stop(0);
    storage.stop(0);
    threads.shutdownNow();
  }
}
