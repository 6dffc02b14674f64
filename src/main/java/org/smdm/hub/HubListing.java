package org.smdm.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smdm.io.Json;
import org.smdm.io.Progress;
import org.smdm.io.UserException;

/**
 * The files of a repository at one commit, so that what is fetched fits together even when the
 * branch moves on meanwhile.
 *
 * @param commit that the revision stood for
 * @param files in the hub's order
 */
record HubListing(String commit, List<HubFile> files) {

  private static final int MOST_BYTES = 64 << 20;
  private static final int MOST_PAGES = 10_000;
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;[^,]*\\brel=\"?next\"?");

  /**
   * Asks the hub.
   *
   * @throws UnreachableHub when no connection can be made
   * @throws UserException when there is no such repository, or it may not be read
   */
  static HubListing of(
      HubRepo repo, HubEndpoint endpoint, HubHttp http, Patience patience, Progress<?> progress)
      throws UnreachableHub {
    Attempts attempts = new Attempts("listing " + repo, endpoint, patience, progress);
    Page revision =
        attempts.until(
            () -> Page.get(http, endpoint, repo, endpoint.at(repo.revisionPath()), patience));
    String commit = revision.json.path("sha").asText(repo.revision());
    List<HubFile> files = new ArrayList<>();
    Optional<URI> at = Optional.of(endpoint.at(repo.treePath(commit)));
    for (int i = 0; at.isPresent() && i < MOST_PAGES; i++) {
      URI address = at.get();
      Page page = attempts.until(() -> Page.get(http, endpoint, repo, address, patience));
      attempts.progressed();
      for (JsonNode entry : page.json) {
        if (entry.path("type").asText().equals("file")) {
          files.add(file(endpoint, repo, entry));
        }
      }
      at = page.next;
    }
    return new HubListing(commit, List.copyOf(files));
  }

  private static HubFile file(HubEndpoint endpoint, HubRepo repo, JsonNode entry) {
    JsonNode large = entry.path("lfs");
    String sha256 = large.path("oid").asText("").replaceFirst("^sha256:", "");
    try {
      ContentHash hash =
          sha256.isEmpty()
              ? new ContentHash(ContentHash.Kind.GIT_BLOB, entry.path("oid").asText())
              : new ContentHash(ContentHash.Kind.SHA256, sha256);
      long size = large.path("size").asLong(entry.path("size").asLong(-1));
      return new HubFile(entry.path("path").asText(), size, hash);
    } catch (IllegalArgumentException e) {
      throw new UserException(
          "%s lists %s of %s without size and hash: check HF_ENDPOINT"
              .formatted(endpoint, entry.path("path"), repo),
          e);
    }
  }

  /** One answer and where the next is. */
  private record Page(JsonNode json, Optional<URI> next) {

    static Page get(
        HubHttp http, HubEndpoint endpoint, HubRepo repo, URI address, Patience patience)
        throws IOException, InterruptedException {
      HttpResponse<TimedBody> response = http.get(address, Map.of("Accept", "application/json"));
      try (TimedBody body = response.body()) {
        if (response.statusCode() != 200) {
          throw HubFailure.sentence(endpoint, repo, null, response);
        }
        JsonNode json = listing(body.text(patience.silence(), MOST_BYTES));
        Optional<URI> next =
            response.headers().allValues("Link").stream()
                .map(NEXT::matcher)
                .filter(Matcher::find)
                .map(m -> address.resolve(m.group(1)))
                .findFirst();
        return new Page(json, next);
      }
    }

    private static JsonNode listing(String answer) throws TransientFailure {
      JsonNode json;
      try {
        json = Json.read(answer, "the answer", "ask again");
      } catch (UserException e) {
        TransientFailure failure = new TransientFailure("an answer that is no JSON");
        failure.initCause(e);
        throw failure;
      }
      if (!json.isContainerNode()) {
        throw new TransientFailure("an answer that is no listing");
      }
      return json;
    }
  }
}
