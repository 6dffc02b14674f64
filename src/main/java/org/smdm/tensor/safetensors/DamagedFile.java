package org.smdm.tensor.safetensors;

import java.nio.file.Path;
import org.smdm.io.UserException;

/** The sentences for safetensors files that are not what they should be. */
final class DamagedFile {
  private static final int LONGEST_QUOTE = 60;

  private DamagedFile() {}

  /**
   * @param path the file
   * @param flaw what is wrong with it, a clause without a full stop
   */
  static UserException sentence(Path path, String flaw) {
    return new UserException(
        "%s is no valid safetensors file: %s, so fetch or write it again".formatted(path, flaw));
  }

  /** Foreign text made fit for one line: quoted, shortened and without control characters. */
  static String quoted(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "\uFFFD");
    return "'%s'"
        .formatted(line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…");
  }
}
