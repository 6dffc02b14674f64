package org.smdm.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Text files read as a whole: UTF-8 and nothing else, without a byte order mark. */
public final class TextFile {

  /** Above this a decoded text no longer fits into a string. */
  private static final long MOST_BYTES = 1L << 30;

  private TextFile() {}

  /**
   * The text of a file.
   *
   * @param file of at most 1 GiB
   * @param wanted what it should be, with its article, as in "a config file"
   * @throws UserException when it is not there, cannot be read, is no text, or not UTF-8
   */
  public static String read(Path file, String wanted) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new UserException(
            "%s is larger than 1 GiB: split it into several files".formatted(file));
      }
      byte[] bytes = Files.readAllBytes(file);
      FileKind.require(
          Arrays.copyOf(bytes, Math.min(bytes.length, FileKind.HEAD)), file.toString(), wanted);
      return StrictUtf8.decode(bytes, file.toString());
    } catch (IOException e) {
      throw ReadFailure.sentence(file, wanted, e);
    }
  }
}
