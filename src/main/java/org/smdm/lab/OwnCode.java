package org.smdm.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.smdm.config.ObjectiveConfig;
import org.smdm.config.RunConfig;
import org.smdm.io.UserException;

/**
 * Which code in configs is run without asking: that which this user wrote on this machine, in a
 * notebook or in a file named on the command line. Its hashes are in a list of the user's; code of
 * other configs is run when that is said.
 */
public final class OwnCode {

  private OwnCode() {}

  private static Path list() {
    String told = System.getProperty("smdm.own-code");
    if (told != null) {
      return Path.of(told);
    }
    String config = System.getenv("XDG_CONFIG_HOME");
    Path folder =
        config == null || config.isBlank()
            ? Path.of(System.getProperty("user.home"), ".config")
            : Path.of(config);
    return folder.resolve("smdm").resolve("own-code");
  }

  /**
   * Remembers that a run's code is the user's own.
   *
   * @param run with or without code
   * @return the run
   */
  public static RunConfig trusted(RunConfig run) {
    if (run.objective() instanceof ObjectiveConfig.Own own) {
      trust(own.sha256());
    }
    return run;
  }

  /**
   * Remembers that code is the user's own.
   *
   * @param sha256 of its source
   */
  private static void trust(String sha256) {
    if (isKnown(sha256)) {
      return;
    }
    Path list = list();
    try {
      Files.createDirectories(list.toAbsolutePath().getParent());
      Files.writeString(list, sha256 + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UserException(
          "%s, where code of yours is remembered, cannot be written: make it writable or set XDG_CONFIG_HOME"
              .formatted(list),
          e);
    }
  }

  /**
   * Refuses a run whose code is not known.
   *
   * @param run with or without code
   * @param origin what the message calls the config
   * @return the run
   * @throws UserException when its code is not known
   */
  public static RunConfig require(RunConfig run, String origin) {
    if (run.objective() instanceof ObjectiveConfig.Own own && !isKnown(own.sha256())) {
      throw new UserException(
          "%s carries an objective in Java that was not written here by you, and code can do whatever you can: read it (objective.source), then run ./smdm run with --run-code"
              .formatted(origin));
    }
    return run;
  }

  /**
   * Whether code is the user's own.
   *
   * @param sha256 of its source
   */
  private static boolean isKnown(String sha256) {
    Path list = list();
    if (!Files.exists(list)) {
      return false;
    }
    try {
      List<String> known = Files.readAllLines(list);
      return known.contains(sha256);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
