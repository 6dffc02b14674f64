package org.smdm.record;

import java.io.IOException;
import java.nio.file.Path;
import org.smdm.io.UserException;

/** The sentence for metrics that cannot be written. */
final class MetricsFailure {
  private MetricsFailure() {}

  static UserException sentence(Path path, IOException e) {
    return new UserException(
        "%s cannot be written (%s): free disk space or mend the folder's permissions, and run again"
            .formatted(path, e.getMessage()),
        e);
  }
}
