package org.smdm.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smdm.io.Json;
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
  private static final int MOST_FILES = 2_000_000;
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;[^,]*\\brel=\"?next\"?");

  /** One answer, and the address of the next; null at the end. */
  private record Page(JsonNode json, URI next) {}

  /**
   * Asks the hub.
   *
   * @throws Attempts.Unreachable when no connection can be made
   * @throws UserException when there is no such repository, or it may not be read
   */
  static HubListing of(HubRepo repo, HubClient hub) {
    Attempts attempts = new Attempts("listing " + repo, hub);
    URI revision = hub.endpoint().at(repo.revisionPath());
    JsonNode sha = attempts.until(() -> page(hub, repo, revision)).json.path("sha");
    if (!sha.isTextual() && !sha.isMissingNode() && !sha.isNull()) {
      throw wrong(hub, repo, "has %s where a commit's sha goes".formatted(Json.kind(sha)), null);
    }
    // Hubs of one's own may know no commits.
    String commit = sha.isTextual() ? sha.textValue() : repo.revision();
    List<HubFile> files = new ArrayList<>();
    Set<URI> seen = new HashSet<>();
    URI at = hub.endpoint().at(repo.treePath(commit));
    while (at != null) {
      URI address = at;
      if (!seen.add(address) || seen.size() > MOST_PAGES) {
        throw wrong(hub, repo, "has no end", null);
      }
      Page page = attempts.until(() -> page(hub, repo, address));
      attempts.progressed();
      if (!page.json.isArray()) {
        throw wrong(hub, repo, "is no array but " + Json.kind(page.json), null);
      }
      for (JsonNode entry : page.json) {
        if (Json.textOrEmpty(entry, "type").equals("file")) {
          files.add(file(hub, repo, entry));
        }
      }
      if (files.size() > MOST_FILES) {
        throw wrong(hub, repo, "names more than %,d".formatted(MOST_FILES), null);
      }
      at = page.next;
    }
    return new HubListing(commit, List.copyOf(files));
  }

  private static UserException wrong(HubClient hub, HubRepo repo, String fault, Throwable cause) {
    return new UserException(
        "the list of files that %s gives of %s %s: check HF_ENDPOINT"
            .formatted(hub.endpoint(), repo, fault),
        cause);
  }

  private static HubFile file(HubClient hub, HubRepo repo, JsonNode entry) {
    JsonNode large = entry.path("lfs");
    String sha256 = Json.textOrEmpty(large, "oid").replaceFirst("^sha256:", "");
    JsonNode size = large.has("size") ? large.path("size") : entry.path("size");
    try {
      return new HubFile(
          Json.textOrEmpty(entry, "path"),
          size.isIntegralNumber() && size.canConvertToLong() ? size.longValue() : -1,
          sha256.isEmpty() ? Json.textOrEmpty(entry, "oid") : sha256);
    } catch (IllegalArgumentException e) {
      throw wrong(hub, repo, "has %s without size and hash".formatted(entry.path("path")), e);
    }
  }

  private static Page page(HubClient hub, HubRepo repo, URI address)
      throws IOException, InterruptedException {
    HttpResponse<TimedBody> response = hub.get(address, Map.of("Accept", "application/json"));
    try (TimedBody body = response.body()) {
      if (response.statusCode() != 200) {
        throw hub.refusal(repo, null, response.statusCode());
      }
      String text =
          body.text(MOST_BYTES)
              .orElseThrow(
                  () ->
                      wrong(
                          hub,
                          repo,
                          "has more than %d MiB on a page, or takes too long to come"
                              .formatted(MOST_BYTES >> 20),
                          null));
      JsonNode json = json(text);
      for (String link : response.headers().allValues("Link")) {
        Matcher next = NEXT.matcher(link);
        if (next.find()) {
          return new Page(json, next(hub, repo, address, next.group(1)));
        }
      }
      return new Page(json, null);
    }
  }

  private static JsonNode json(String answer) throws Attempts.Passing {
    try {
      JsonNode json = Json.read(answer, "the answer", "ask again");
      if (json.isContainerNode()) {
        return json;
      }
    } catch (UserException e) {
      throw new Attempts.Passing("an answer that is no JSON", e);
    }
    throw new Attempts.Passing("an answer that is no listing");
  }

  /** Only the hub itself may be where a list goes on, and not what it names on this machine. */
  private static URI next(HubClient hub, HubRepo repo, URI from, String link) {
    URI next;
    try {
      next = from.resolve(link);
    } catch (IllegalArgumentException e) {
      throw wrong(hub, repo, "goes on at what is no address", e);
    }
    if (!hub.endpoint().owns(next)) {
      throw wrong(hub, repo, "goes on at an address that is not its own", null);
    }
    return next;
  }
}
