package org.smdm.hub;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import org.smdm.io.Progress;
import org.smdm.io.UserException;

/**
 * Asks the hub and follows where it leads. Redirects are followed here rather than by the JDK,
 * because the token must not reach the storage hosts that large files come from.
 *
 * @param endpoint where the hub is
 * @param patience with it and with the network
 * @param progress hears how it goes
 * @param http connects
 */
record HubClient(
    HubEndpoint endpoint, Attempts.Patience patience, Progress<?> progress, HttpClient http) {

  private static final int MOST_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> BUSY = Set.of(408, 425, 429, 500, 502, 503, 504);

  HubClient(HubEndpoint endpoint, Attempts.Patience patience, Progress<?> progress) {
    this(
        endpoint,
        patience,
        progress,
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(patience.silence())
            .build());
  }

  /**
   * Gets an address.
   *
   * @param address on the hub or wherever it leads
   * @param headers to send, also to where it leads
   * @return the answer with its body open, of any status but a redirect or a busy server's
   * @throws Attempts.Passing when the server is busy
   * @throws IOException when the connection fails
   */
  HttpResponse<TimedBody> get(URI address, Map<String, String> headers)
      throws IOException, InterruptedException {
    URI at = address;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      HttpResponse<TimedBody> response =
          http.send(request(at, headers), info -> new TimedBody(patience.silence()));
      int status = response.statusCode();
      if (!BUSY.contains(status) && !REDIRECTS.contains(status)) {
        return response;
      }
      response.body().close();
      if (BUSY.contains(status)) {
        throw new Attempts.Passing(
            "HTTP " + status, RetryAfter.of(response.headers()).orElse(null));
      }
      at = target(at, response.headers().firstValue("Location").orElse(""));
    }
    throw new Attempts.Passing("more than %d redirects".formatted(MOST_REDIRECTS));
  }

  private HttpRequest request(URI address, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(patience.silence())
            .header("User-Agent", "smdm")
            .header("Accept-Encoding", "identity");
    headers.forEach(request::header);
    if (endpoint.owns(address)) {
      endpoint.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    }
    return request.build();
  }

  private static URI target(URI from, String location) throws Attempts.Passing {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new Attempts.Passing("a redirect to no address", e);
    }
    boolean secure = "https".equalsIgnoreCase(to.getScheme());
    boolean plain =
        "http".equalsIgnoreCase(to.getScheme()) && "http".equalsIgnoreCase(from.getScheme());
    if (location.isEmpty() || !(secure || plain) || to.getHost() == null) {
      throw new Attempts.Passing(
          "a redirect from %s to an address of no use".formatted(from.getHost()));
    }
    return to;
  }

  /**
   * The sentence for an answer that another attempt would not change.
   *
   * @param repo that was asked for
   * @param file of it; null for the repository itself
   * @param status of the answer
   */
  UserException refusal(HubRepo repo, String file, int status) {
    String what = file == null ? repo.toString() : "%s of %s".formatted(file, repo);
    String lacking =
        switch (status) {
          case 401 ->
              endpoint.token().isPresent()
                  ? "does not let the token in HF_TOKEN read %s (HTTP 401): check the token and the name"
                  // The hub does not tell strangers whether a private repository exists.
                  : "has no %s for everyone to read (HTTP 401): check the name, or put your token in HF_TOKEN where it is private or gated";
          case 403 ->
              "asks for a permission that you lack for %s (HTTP 403): accept its terms on its page there, and put your token in HF_TOKEN";
          case 404 ->
              "has no %s (HTTP 404): check name and revision"
                  + (file == null && !repo.isDataset() ? ", and add --dataset for a data set" : "");
          default -> "answers HTTP " + status + " for %s: check HF_ENDPOINT and the name";
        };
    return new UserException(endpoint + " " + lacking.formatted(what));
  }
}
