package org.smdm.hub;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smdm.io.UserException;

/**
 * Fetches one file, going on where it stopped as long as the server allows, until size and hash are
 * those that the hub lists.
 *
 * @param hub where from
 * @param repo that has the file
 * @param commit of it
 * @param file as the hub lists it
 * @param part what is there of it
 */
record FileDownload(HubClient hub, HubRepo repo, String commit, HubFile file, PartFile part) {

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  /** A hash that is wrong twice will be wrong again. */
  private static final int MOST_WRONG = 2;

  /**
   * Fetches a file.
   *
   * @param target its final name
   * @throws Attempts.Unreachable when no connection can be made
   * @throws UserException when it cannot be had, or the disk fails
   */
  static void fetch(HubClient hub, HubRepo repo, String commit, HubFile file, Path target) {
    try (PartFile part = PartFile.open(target, file)) {
      new FileDownload(hub, repo, commit, file, part).complete();
      part.finish();
    }
  }

  private void complete() {
    Attempts attempts = new Attempts("fetching %s of %s".formatted(file.path(), repo), hub);
    for (int wrong = 1; ; wrong++) {
      long[] best = {part.size()};
      attempts.until(
          () -> {
            try {
              if (part.size() < file.size() || file.size() == 0) {
                once();
              }
            } finally {
              // Only what no attempt had reached before counts: else two servers that take turns in
              // cutting and in forgetting would be asked for ever.
              if (part.size() > best[0]) {
                best[0] = part.size();
                attempts.progressed();
              }
            }
            return null;
          });
      if (part.isRight()) {
        return;
      }
      restart();
      if (wrong == MOST_WRONG) {
        throw new UserException(
            "%s of %s does not have the %s that %s lists (%s), though fetched %d times: try again later, or another HF_ENDPOINT"
                .formatted(
                    file.path(), repo, file.algorithm(), hub.endpoint(), file.hash(), wrong));
      }
      hub.progress()
          .said(
              "%s does not have the %s that the hub lists: fetching it again"
                  .formatted(file.path(), file.algorithm()));
    }
  }

  private void restart() {
    hub.progress().advanced(-part.size());
    part.restart();
  }

  /** One request; returns when the content is as long as it should be. */
  private void once() throws IOException, InterruptedException {
    HttpResponse<TimedBody> response =
        hub.get(hub.endpoint().at(repo.contentPath(commit, file.path())), range());
    try (TimedBody body = response.body()) {
      // Weak tags do not promise the same bytes (RFC 9110, section 8.8.1).
      String tag =
          response.headers().firstValue("ETag").filter(t -> !t.startsWith("W/")).orElse(null);
      switch (response.statusCode()) {
        case 200 -> {
          if (part.size() > 0) {
            restart(); // it takes no ranges, or has other content under that name now
          }
          checkLength(response.headers());
        }
        case 206 -> checkPart(response.headers(), tag);
        case 416 -> {
          restart();
          throw new Attempts.Passing("the server has no such part of the file");
        }
        default -> throw hub.refusal(repo, file.path(), response.statusCode());
      }
      if (part.size() == 0) {
        part.begin(tag);
      }
      receive(body);
    }
  }

  private Map<String, String> range() {
    Map<String, String> headers = new LinkedHashMap<>();
    if (part.size() > 0) {
      headers.put("Range", "bytes=" + part.size() + "-");
      part.entityTag().ifPresent(tag -> headers.put("If-Range", tag));
    }
    return headers;
  }

  private void checkPart(HttpHeaders headers, String tag) throws Attempts.Passing {
    Matcher range = CONTENT_RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
    boolean fits =
        range.matches()
            && Long.parseLong(range.group(1)) == part.size()
            && (range.group(3).equals("*") || Long.parseLong(range.group(3)) == file.size());
    boolean same = tag == null || tag.equals(part.entityTag().orElse(tag));
    if (!fits || !same) {
      restart();
      throw new Attempts.Passing("the server sent another part than was asked for");
    }
  }

  private void checkLength(HttpHeaders headers) throws Attempts.Passing {
    long length = headers.firstValueAsLong("Content-Length").orElse(file.size());
    if (length != file.size()) {
      throw new Attempts.Passing(
          "%,d bytes came where the hub lists %,d".formatted(length, file.size()));
    }
  }

  private void receive(TimedBody body) throws IOException, InterruptedException {
    for (List<ByteBuffer> content = body.next(); content != null; content = body.next()) {
      for (ByteBuffer buffer : content) {
        int bytes = buffer.remaining();
        if (part.size() + bytes > file.size()) {
          restart();
          throw new Attempts.Passing(
              "more came than the %,d bytes that the hub lists".formatted(file.size()));
        }
        part.write(buffer);
        hub.progress().advanced(bytes);
      }
    }
    if (part.size() < file.size()) {
      throw new Attempts.Passing(
          "the connection ended after %,d of %,d bytes".formatted(part.size(), file.size()));
    }
  }
}
