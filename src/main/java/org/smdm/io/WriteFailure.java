package org.smdm.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The sentence for a file that could not be written: what is wrong and what mends it. */
public final class WriteFailure {
  private static final List<String> FULL_DISK =
      List.of("no space left", "not enough space", "disk quota exceeded");

  private WriteFailure() {}

  /**
   * The sentence; of an interrupt, which closes a file under the hand that writes it, that it was
   * one.
   *
   * @param target what was to be written
   * @param cause what the system said
   * @return a {@link UserException}, or a {@link java.util.concurrent.CancellationException} after
   *     an interrupt
   */
  public static RuntimeException sentence(Path target, IOException cause) {
    if (Interruption.isBehind(cause)) {
      return Interruption.of(cause);
    }
    Path folder = target.toAbsolutePath().getParent();
    String reason = reason(cause);
    String text = reason.toLowerCase(Locale.ROOT);
    String sentence;
    if (FULL_DISK.stream().anyMatch(text::contains)) {
      sentence =
          "cannot write %s: the disk that holds %s is full, so free some space or write to another disk"
              .formatted(target, folder);
    } else if (cause instanceof AccessDeniedException || text.contains("permission denied")) {
      sentence =
          "cannot write %s: you may not write in %s, so change its permissions or choose another folder"
              .formatted(target, folder);
    } else if (text.contains("read-only file system")) {
      sentence =
          "cannot write %s: %s is on a read-only file system, so choose another folder"
              .formatted(target, folder);
    } else if (cause instanceof FileAlreadyExistsException || text.contains("not a directory")) {
      sentence =
          "cannot write %s: a part of the path %s is a file and not a folder, so choose another folder"
              .formatted(target, folder);
    } else if (cause instanceof NoSuchFileException) {
      sentence =
          "cannot write %s: %s takes no new files, so choose another folder"
              .formatted(target, folder);
    } else {
      sentence =
          "cannot write %s: %s; choose another folder or mend the disk".formatted(target, reason);
    }
    return new UserException(sentence, cause);
  }

  /** The system's own words; a file system exception's message would repeat the hidden file. */
  static String reason(IOException cause) {
    String reason = cause.getMessage();
    if (cause instanceof FileSystemException e) {
      reason = e.getReason();
    }
    return reason == null ? cause.getClass().getSimpleName() : reason;
  }
}
