package org.smdm.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The sentence for a file that could not be read: what is wrong and what mends it. */
public final class ReadFailure {

  private ReadFailure() {}

  /**
   * The sentence.
   *
   * @param file what was to be read
   * @param wanted what the file should be, with its article, as in "a file of JSON lines"
   * @param cause what the system said
   */
  public static UserException sentence(Path file, String wanted, IOException cause) {
    String sentence;
    if (cause instanceof NoSuchFileException) {
      sentence = "%s does not exist: give %s".formatted(file, wanted);
    } else if (cause instanceof AccessDeniedException) {
      sentence = "%s may not be read: change its permissions or give another file".formatted(file);
    } else if (Files.isDirectory(file)) {
      sentence = "%s is a folder: give %s".formatted(file, wanted);
    } else {
      sentence =
          "%s cannot be read (%s): give %s that you may read"
              .formatted(file, WriteFailure.reason(cause), wanted);
    }
    return new UserException(sentence, cause);
  }
}
