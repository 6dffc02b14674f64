package org.smdm.hub;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Asks the hub and follows where it leads. Redirects are followed here rather than by the JDK,
 * because the token must not reach the storage hosts that large files come from.
 */
final class HubHttp {

  private static final int MOST_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> BUSY = Set.of(408, 425, 429, 500, 502, 503, 504);

  private final HubEndpoint endpoint;
  private final Duration silence;
  private final HttpClient client;

  HubHttp(HubEndpoint endpoint, Duration silence) {
    this.endpoint = endpoint;
    this.silence = silence;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(silence)
            .build();
  }

  /**
   * Gets an address.
   *
   * @param address on the hub or wherever it leads
   * @param headers to send, also to where it leads
   * @return the answer with its body open, of any status but a redirect or a busy server's
   * @throws TransientFailure when the server is busy
   * @throws IOException when the connection fails
   */
  HttpResponse<TimedBody> get(URI address, Map<String, String> headers)
      throws IOException, InterruptedException {
    URI at = address;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      HttpResponse<TimedBody> response = client.send(request(at, headers), info -> new TimedBody());
      int status = response.statusCode();
      if (BUSY.contains(status)) {
        response.body().close();
        throw new TransientFailure(
            "HTTP " + status, RetryAfter.of(response.headers()).orElse(null));
      }
      if (!REDIRECTS.contains(status)) {
        return response;
      }
      response.body().close();
      at = target(at, response);
    }
    throw new TransientFailure("more than %d redirects".formatted(MOST_REDIRECTS));
  }

  private HttpRequest request(URI address, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(silence)
            .header("User-Agent", "smdm")
            .header("Accept-Encoding", "identity");
    headers.forEach(request::header);
    if (endpoint.owns(address)) {
      endpoint.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    }
    return request.build();
  }

  private static URI target(URI from, HttpResponse<TimedBody> response) throws TransientFailure {
    String location = response.headers().firstValue("Location").orElse("");
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      TransientFailure failure = new TransientFailure("a redirect to no address");
      failure.initCause(e);
      throw failure;
    }
    boolean web =
        "https".equalsIgnoreCase(to.getScheme()) || "http".equalsIgnoreCase(to.getScheme());
    boolean downgrade =
        "https".equalsIgnoreCase(from.getScheme()) && !"https".equalsIgnoreCase(to.getScheme());
    if (location.isEmpty() || !web || to.getHost() == null || downgrade) {
      throw new TransientFailure(
          "a redirect from %s to an address of no use".formatted(from.getHost()));
    }
    return to;
  }
}
