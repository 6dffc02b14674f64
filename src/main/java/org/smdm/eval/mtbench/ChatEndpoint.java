package org.smdm.eval.mtbench;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.smdm.hub.RetryAfter;
import org.smdm.io.Json;
import org.smdm.io.UserException;

/**
 * A model behind an OpenAI-compatible endpoint for chat completions, at temperature 0 where it
 * takes one.
 */
public final class ChatEndpoint {

  private static final String PATH = "/chat/completions";
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
  private static final int LONGEST_REASON = 200;

  /** Far more than judges write; the whole answer is held in memory. */
  private static final long MOST_BYTES = 8L << 20;

  /** What servers call an account without money. */
  private static final Pattern SPENT =
      Pattern.compile("(?i)insufficient_(quota|funds|balance|credits?)|billing");

  private final URI address;
  private final String model;
  private final ApiKey key;
  private final int maxTokens;
  private final Duration limit;
  private final HttpClient client;
  private final AtomicReference<RequestForm> form = new AtomicReference<>(RequestForm.USUAL);

  /**
   * @param url of the service, as {@code https://api.openai.com/v1}
   * @param model the judge's name there
   * @param key to be sent with every request
   * @param maxTokens longest judgement in tokens
   * @param limit for a whole answer
   * @throws UserException when the address is none, or the key would be sent for all to read
   */
  public ChatEndpoint(String url, String model, ApiKey key, int maxTokens, Duration limit) {
    this.address = address(url, key);
    this.model = model;
    this.key = key;
    this.maxTokens = maxTokens;
    this.limit = limit;
    // Redirects are not followed: the key must not go elsewhere.
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(limit)
            .build();
  }

  private static URI address(String url, ApiKey key) {
    URI uri;
    try {
      String base = url.strip().replaceAll("/+$", "");
      uri = URI.create(base.endsWith(PATH) ? base : base + PATH);
    } catch (IllegalArgumentException e) {
      throw new UserException("--url is no address: write one as https://api.openai.com/v1", e);
    }
    boolean isWeb =
        "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
    if (!isWeb || uri.getHost() == null || uri.getUserInfo() != null || uri.getQuery() != null) {
      throw new UserException(
          "--url must be a plain web address without password and query: write one as"
              + " https://api.openai.com/v1, and put the key into the environment");
    }
    if (key.isPresent()
        && "http".equalsIgnoreCase(uri.getScheme())
        && !THIS_MACHINE.contains(uri.getHost())) {
      throw new UserException(
          "the key would go to %s for all to read: give an https address, or no key"
              .formatted(uri.getHost()));
    }
    return uri;
  }

  /** The judge's name. */
  public String model() {
    return model;
  }

  /**
   * One attempt; asked again at once without a parameter that the judge does not take.
   *
   * @param system message
   * @param user message
   * @return the judge's words
   * @throws EndpointFailure when there is no answer
   * @throws UserException when no request can succeed
   */
  String ask(String system, String user) throws EndpointFailure, InterruptedException {
    while (true) {
      RequestForm used = form.get();
      HttpResponse<String> answer = send(request(used.body(model, maxTokens, system, user)));
      Optional<RequestForm> other =
          answer.statusCode() == 400 || answer.statusCode() == 422
              ? used.without(answer.body())
              : Optional.empty();
      if (other.isEmpty()) {
        return key.hiddenIn(content(answer));
      }
      form.compareAndSet(used, other.get());
    }
  }

  /** Whether temperature 0 was asked for, to the end: some models have their own only. */
  public boolean isCold() {
    return form.get().isCold();
  }

  private HttpRequest request(String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(limit)
            .header("User-Agent", "smdm")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (key.isPresent()) {
      request.header("Authorization", key.header());
    }
    return request.build();
  }

  /** With a limit to the whole answer: the JDK's own ends with the headers. */
  private HttpResponse<String> send(HttpRequest request)
      throws EndpointFailure, InterruptedException {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request, headers -> new BoundedText(MOST_BYTES));
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw passing("no answer in %d s".formatted(Math.max(1, limit.toSeconds())), e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof HttpTimeoutException) {
        throw passing("no answer in %d s".formatted(Math.max(1, limit.toSeconds())), e);
      }
      String reason =
          cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
      throw passing(
          cause instanceof ConnectException
              ? "no connection to " + address.getHost()
              : "the connection broke (" + shortened(reason) + ")",
          e);
    } finally {
      answer.cancel(true);
    }
  }

  private static EndpointFailure passing(String reason, Exception cause) {
    EndpointFailure failure = EndpointFailure.passing(reason, Optional.empty());
    failure.initCause(cause);
    return failure;
  }

  private String content(HttpResponse<String> response) throws EndpointFailure {
    int status = response.statusCode();
    if (status == 200) {
      return content(response.body());
    }
    if (status == 402 || isSpent(response.body())) {
      throw new UserException(
          "the account at %s is spent (HTTP %d%s): start again when there is money on it, it goes on where it stopped"
              .formatted(address.getHost(), status, message(response.body())));
    }
    if (status == 401 || status == 403) {
      throw new UserException(
          key.isPresent()
              ? "%s refuses the key (HTTP %d): check it and what it may do"
                  .formatted(address.getHost(), status)
              : "%s asks for a key (HTTP %d): put it into the environment variable that --key-env names"
                  .formatted(address.getHost(), status));
    }
    if (status == 404 || status == 405 || (status >= 300 && status < 400)) {
      throw new UserException(
          "%s has no %s for the model %s (HTTP %d): check --url and --judge-model"
              .formatted(address.getHost(), address.getPath(), model, status));
    }
    String reason = "HTTP %d%s".formatted(status, message(response.body()));
    if (status == 408 || status == 409 || status == 425 || status == 429 || status >= 500) {
      throw EndpointFailure.passing(reason, RetryAfter.of(response.headers()));
    }
    throw EndpointFailure.ofRequest(reason);
  }

  private static String content(String body) throws EndpointFailure {
    JsonNode choice;
    try {
      choice = parsed(body).path("choices").path(0);
    } catch (UserException e) {
      throw passing("the answer is no JSON", e);
    }
    String text = text(choice.path("message").path("content"));
    if (!text.isBlank()) {
      return text;
    }
    if (Json.textOrEmpty(choice, "finish_reason").equals("length")) {
      throw EndpointFailure.ofRequest(
          "the judge's tokens were spent before it said anything: raise --max-tokens");
    }
    throw EndpointFailure.passing("the answer has no choices[0].message.content", Optional.empty());
  }

  /** A text, or the parts of a list that are text; others hold what the judge only thought. */
  private static String text(JsonNode content) {
    if (content.isTextual()) {
      return content.textValue();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      if (part.path("type").asText("text").endsWith("text") && part.path("text").isTextual()) {
        text.append(part.path("text").textValue());
      }
    }
    return text.toString();
  }

  private static boolean isSpent(String body) {
    try {
      JsonNode error = parsed(body).path("error");
      return SPENT
          .matcher(Json.textOrEmpty(error, "code") + " " + Json.textOrEmpty(error, "type"))
          .find();
    } catch (UserException e) {
      return false; // the status says enough
    }
  }

  /** What the server says about its refusal. */
  private String message(String body) {
    try {
      JsonNode message = parsed(body).path("error").path("message");
      return message.isTextual() ? ": " + shortened(message.textValue()) : "";
    } catch (UserException e) {
      return ""; // the status says enough
    }
  }

  private static JsonNode parsed(String body) {
    return Json.read(body, "the answer", "give the address of a chat endpoint");
  }

  private String shortened(String text) {
    String line = key.hiddenIn(text).replaceAll("\\s+|\\p{Cntrl}+", " ").strip();
    return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line;
  }
}
