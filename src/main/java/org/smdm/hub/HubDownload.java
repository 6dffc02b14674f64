package org.smdm.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.smdm.io.OutputLock;
import org.smdm.io.Progress;
import org.smdm.io.UserException;
import org.smdm.io.WriteFailure;

/**
 * Brings files of a repository into a folder of its own: {@code BASE/OWNER/NAME/…}, for data sets
 * {@code BASE/datasets/OWNER/NAME/…}. What is there already is compared and kept; a file has its
 * name only when it is whole and right.
 */
public final class HubDownload {

  /** Free space that stays on the disk. */
  private static final long MARGIN = 16L << 20;

  private final HubClient hub;
  private final Path base;
  private final boolean replace;

  /**
   * @param endpoint where from
   * @param base where to
   * @param replace whether files that the user put there or changed may be replaced
   * @param progress hears how it goes
   */
  public HubDownload(HubEndpoint endpoint, Path base, boolean replace, Progress<?> progress) {
    this(new HubClient(endpoint, Attempts.Patience.usual(), progress), base, replace);
  }

  HubDownload(HubClient hub, Path base, boolean replace) {
    this.hub = hub;
    this.base = base;
    this.replace = replace;
  }

  /**
   * What a request would bring.
   *
   * @param request repository and files
   * @return a line per file: size and path
   * @throws UserException as {@link #fetch}
   */
  public List<String> list(HubRequest request) {
    try {
      return request.chosen(HubListing.of(request.repo(), hub).files()).stream()
          .map(f -> "%10s  %s".formatted(HubRequest.size(f.size()), f.path()))
          .toList();
    } catch (Attempts.Unreachable e) {
      throw e.sentence();
    }
  }

  /**
   * Brings files.
   *
   * @param request repository and files
   * @return their paths here
   * @throws UserException when they cannot be had, the disk is full, or a file of the user's is in
   *     the way
   */
  public List<Path> fetch(HubRequest request) {
    Path folder = request.repo().folder(base);
    try {
      return fetch(request, folder, HubListing.of(request.repo(), hub));
    } catch (Attempts.Unreachable e) {
      List<Path> there = request.patterns().stream().map(folder::resolve).toList();
      if (request.namesFiles() && there.stream().allMatch(Files::isRegularFile)) {
        hub.progress()
            .said(
                "%s cannot be reached; the files of %s that are there were not compared with it"
                    .formatted(hub.endpoint(), request.repo()));
        return there;
      }
      throw e.sentence();
    }
  }

  private List<Path> fetch(HubRequest request, Path folder, HubListing listing) {
    List<HubFile> chosen = request.chosen(listing.files());
    OutputLock lock = OutputLock.ofFolder(folder, "filled by another smdm get");
    try (lock) {
      FetchedFiles fetched = FetchedFiles.in(folder);
      List<HubFile> missing =
          chosen.stream().filter(f -> !isThere(fetched, folder, request.repo(), f)).toList();
      fetchMissing(request.repo(), listing.commit(), folder, fetched, missing);
    }
    return chosen.stream().map(f -> folder.resolve(f.path())).toList();
  }

  private boolean isThere(FetchedFiles fetched, Path folder, HubRepo repo, HubFile file) {
    Path target = folder.resolve(file.path());
    try {
      if (fetched.isCurrent(file)) {
        return true;
      }
      if (Files.exists(target) && !replace && !fetched.isUntouched(file)) {
        throw new UserException(
            "%s is there and differs from that of %s: move it away, or replace it with --replace"
                .formatted(target, repo));
      }
      if (Files.isDirectory(target)) {
        throw new UserException(
            "%s is a folder where a file of %s belongs: move it away".formatted(target, repo));
      }
      return false;
    } catch (IOException e) {
      throw new UserException(
          "%s cannot be read (%s): check its permissions and its disk"
              .formatted(target, e.getClass().getSimpleName()),
          e);
    }
  }

  private void fetchMissing(
      HubRepo repo, String commit, Path folder, FetchedFiles fetched, List<HubFile> missing) {
    long bytes = HubFile.bytes(missing);
    long there =
        missing.stream().mapToLong(f -> PartFile.bytesThere(folder.resolve(f.path()), f)).sum();
    checkSpace(repo, folder, bytes - there);
    Progress<?> progress = hub.progress();
    if (!missing.isEmpty()) {
      progress.begun(new Progress.Part(repo.toString(), Progress.BYTES, bytes, there));
    }
    for (HubFile file : missing) {
      Path target = folder.resolve(file.path());
      progress.at(String.valueOf(target.getFileName()));
      FileDownload.fetch(hub, repo, commit, file, target);
      try {
        fetched.add(file);
      } catch (IOException e) {
        throw WriteFailure.sentence(target, e);
      }
    }
    progress.ended();
  }

  private static void checkSpace(HubRepo repo, Path folder, long bytes) {
    long free;
    try {
      free = Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return; // some file systems do not tell; writing will
    }
    // File systems without a limit of their own say 0 or less.
    if (free > 0 && bytes > 0 && bytes > free - MARGIN) {
      throw new UserException(
          "the files of %s need %s but the disk of %s has only %s free: free some space or give another folder with --out"
              .formatted(repo, HubRequest.size(bytes), folder, HubRequest.size(free)));
    }
  }
}
