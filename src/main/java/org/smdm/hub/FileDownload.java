package org.smdm.hub;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smdm.io.Progress;
import org.smdm.io.UserException;
import org.smdm.io.WriteFailure;

/**
 * Fetches one file, going on where it stopped as long as the server allows, until size and hash are
 * those that the hub lists.
 */
final class FileDownload {

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  /** A hash that is wrong twice will be wrong again. */
  private static final int MOST_WRONG = 2;

  private final HubEndpoint endpoint;
  private final HubRepo repo;
  private final String commit;
  private final HubHttp http;
  private final Patience patience;
  private final Progress<?> progress;

  FileDownload(
      HubEndpoint endpoint,
      HubRepo repo,
      String commit,
      HubHttp http,
      Patience patience,
      Progress<?> progress) {
    this.endpoint = endpoint;
    this.repo = repo;
    this.commit = commit;
    this.http = http;
    this.patience = patience;
    this.progress = progress;
  }

  /** The disk failed, which no further attempt mends. */
  private static final class DiskFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    DiskFailure(IOException cause) {
      super(cause);
    }

    IOException reason() {
      return (IOException) getCause();
    }
  }

  /**
   * Fetches a file.
   *
   * @param file as the hub lists it
   * @param target its final name
   * @throws UnreachableHub when no connection can be made
   * @throws UserException when it cannot be had, or the disk fails
   */
  void fetch(HubFile file, Path target) throws UnreachableHub {
    try {
      Files.createDirectories(target.toAbsolutePath().getParent());
      try (PartFile part = PartFile.open(target, file)) {
        complete(file, part);
        part.finish();
      }
    } catch (UnreachableHub e) {
      throw e;
    } catch (IOException | UserException | DiskFailure e) {
      throw sentence(target, e);
    }
  }

  private static RuntimeException sentence(Path target, Exception failure) {
    // An interrupt closes the file under the hand that writes it.
    if (Thread.currentThread().isInterrupted()) {
      CancellationException cancelled = new CancellationException("interrupted");
      cancelled.initCause(failure);
      return cancelled;
    }
    if (failure instanceof DiskFailure disk) {
      return WriteFailure.sentence(target, disk.reason());
    }
    return failure instanceof IOException disk
        ? WriteFailure.sentence(target, disk)
        : (UserException) failure;
  }

  private void complete(HubFile file, PartFile part) throws IOException {
    Attempts attempts =
        new Attempts(
            "fetching %s of %s".formatted(file.path(), repo), endpoint, patience, progress);
    long[] best = {part.size()};
    for (int wrong = 1; ; wrong++) {
      attempts.until(
          () -> {
            long before = part.size();
            try {
              if (before < file.size() || file.size() == 0) {
                once(file, part);
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
      if (wrong == MOST_WRONG) {
        progress.advanced(-part.size());
        part.restart();
        throw new UserException(
            "%s of %s does not have the %s that %s lists (%s), though fetched %d times: try again later, or another HF_ENDPOINT"
                .formatted(
                    file.path(),
                    repo,
                    file.hash().algorithm(),
                    endpoint,
                    file.hash().value(),
                    wrong));
      }
      progress.said(
          "%s does not have the %s that the hub lists: fetching it again"
              .formatted(file.path(), file.hash().algorithm()));
      restart(part);
      best[0] = 0;
    }
  }

  private void restart(PartFile part) {
    progress.advanced(-part.size());
    try {
      part.restart();
    } catch (IOException e) {
      throw new DiskFailure(e);
    }
  }

  /** One request; returns when the content is as long as it should be. */
  private void once(HubFile file, PartFile part) throws IOException, InterruptedException {
    URI address = endpoint.at(repo.contentPath(commit, file.path()));
    HttpResponse<TimedBody> response = http.get(address, range(part));
    try (TimedBody body = response.body()) {
      int status = response.statusCode();
      String tag = response.headers().firstValue("ETag").orElse(null);
      if (status == 416) {
        restart(part);
        throw new TransientFailure("the server has no such part of the file");
      }
      if (status != 200 && status != 206) {
        throw HubFailure.sentence(endpoint, repo, file.path(), response);
      }
      if (status == 206) {
        checkPart(file, part, response, tag);
      } else {
        if (part.size() > 0) {
          // It takes no ranges, or has other content under that name now.
          restart(part);
        }
        checkLength(file, response);
      }
      if (part.size() == 0) {
        part.begin(isStrong(tag) ? tag : null);
      }
      receive(file, part, body);
    }
  }

  private static Map<String, String> range(PartFile part) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (part.size() > 0) {
      headers.put("Range", "bytes=" + part.size() + "-");
      part.entityTag().ifPresent(tag -> headers.put("If-Range", tag));
    }
    return headers;
  }

  /** Weak tags do not promise the same bytes (RFC 9110, section 8.8.1). */
  private static boolean isStrong(String tag) {
    return tag != null && !tag.startsWith("W/");
  }

  private void checkPart(HubFile file, PartFile part, HttpResponse<TimedBody> response, String tag)
      throws TransientFailure {
    Matcher range =
        CONTENT_RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
    boolean fits =
        range.matches()
            && Long.parseLong(range.group(1)) == part.size()
            && (range.group(3).equals("*") || Long.parseLong(range.group(3)) == file.size());
    boolean same =
        part.entityTag().isEmpty() || !isStrong(tag) || part.entityTag().get().equals(tag);
    if (!fits || !same) {
      restart(part);
      throw new TransientFailure("the server sent another part than was asked for");
    }
  }

  private static void checkLength(HubFile file, HttpResponse<TimedBody> response)
      throws TransientFailure {
    long length = response.headers().firstValueAsLong("Content-Length").orElse(file.size());
    if (length != file.size()) {
      throw new TransientFailure(
          "%,d bytes came where the hub lists %,d".formatted(length, file.size()));
    }
  }

  private void receive(HubFile file, PartFile part, TimedBody body)
      throws IOException, InterruptedException {
    for (List<ByteBuffer> content = body.next(patience.silence());
        content != null;
        content = body.next(patience.silence())) {
      for (ByteBuffer buffer : content) {
        int bytes = buffer.remaining();
        if (part.size() + bytes > file.size()) {
          restart(part);
          throw new TransientFailure(
              "more came than the %,d bytes that the hub lists".formatted(file.size()));
        }
        try {
          part.write(buffer);
        } catch (IOException e) {
          throw new DiskFailure(e);
        }
        progress.advanced(bytes);
      }
    }
    if (part.size() < file.size()) {
      throw new TransientFailure(
          "the connection ended after %,d of %,d bytes".formatted(part.size(), file.size()));
    }
  }
}
