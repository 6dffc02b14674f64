package org.smdm.eval.mtbench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An endpoint on this machine that misbehaves on demand. */
public final class LocalJudge implements AutoCloseable {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What to do with a request. */
  @FunctionalInterface
  public interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /** Chooses an answer by the number of the request and its user's message. */
  @FunctionalInterface
  public interface Behaviour {
    Answer answer(int number, String user);
  }

  /**
   * A request that came.
   *
   * @param authorization header; may be null
   * @param body of the request
   */
  public record Request(String authorization, JsonNode body) {
    String user() {
      return body.path("messages").path(1).path("content").asText();
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Request> requests = new ArrayList<>();
  private final AtomicInteger number = new AtomicInteger();
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();

  /** Starts it. */
  public LocalJudge(Behaviour behaviour) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          int now = atOnce.incrementAndGet();
          mostAtOnce.accumulateAndGet(now, Math::max);
          try (exchange) {
            Request request =
                new Request(
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    MAPPER.readTree(exchange.getRequestBody().readAllBytes()));
            synchronized (requests) {
              requests.add(request);
            }
            behaviour.answer(number.getAndIncrement(), request.user()).to(exchange);
          } finally {
            atOnce.decrementAndGet();
          }
        });
    server.setExecutor(threads);
    server.start();
  }

  /** Its address. */
  public String url() {
    return "http://127.0.0.1:%d/v1".formatted(server.getAddress().getPort());
  }

  /** All requests so far. */
  public List<Request> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  int mostAtOnce() {
    return mostAtOnce.get();
  }

  /** Says something, as a judge does. */
  public static Answer says(String text) {
    String body =
        MAPPER
            .createObjectNode()
            .set(
                "choices",
                MAPPER
                    .createArrayNode()
                    .add(
                        MAPPER
                            .createObjectNode()
                            .set("message", MAPPER.createObjectNode().put("content", text))))
            .toString();
    return status(200, body);
  }

  /** Answers with a status and a body. */
  public static Answer status(int status, String body, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** Promises more than it sends and drops the connection. */
  public static Answer drops() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 1000);
      OutputStream out = exchange.getResponseBody();
      out.write("{\"choices\": [".getBytes(StandardCharsets.UTF_8));
      out.flush();
    };
  }

  /** Says nothing while the server lives. */
  public Answer hangs() {
    return exchange -> {
      try {
        closing.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
