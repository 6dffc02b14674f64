package org.smdm.hub;

import java.util.Arrays;
import java.util.List;
import org.smdm.io.UserException;

/**
 * A file as the hub lists it.
 *
 * @param path in the repository, with slashes
 * @param size in bytes
 * @param hash of its content
 */
record HubFile(String path, long size, ContentHash hash) {

  private static final List<String> DANGEROUS = List.of("", ".", "..");

  /** Refuses a path that would lead out of the folder. */
  HubFile {
    boolean safe =
        size >= 0
            && path.chars().noneMatch(c -> c == '\\' || c == ':' || Character.isISOControl(c))
            && Arrays.stream(path.split("/", -1)).noneMatch(DANGEROUS::contains);
    if (!safe) {
      throw new UserException(
          "the hub lists a file '%s' of %d bytes, which cannot be kept here: choose others with --file"
              .formatted(path.replaceAll("\\p{Cntrl}", "\uFFFD"), size));
    }
  }
}
