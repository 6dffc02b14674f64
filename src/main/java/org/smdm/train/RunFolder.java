package org.smdm.train;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.smdm.config.AtomicFile;
import org.smdm.config.ConfigJson;
import org.smdm.config.RunConfig;
import org.smdm.config.UserException;

/**
 * The folder of one run: {@code config.json}, {@code metrics.csv}, {@code manifest.json}, {@code
 * checkpoints/step-NNNNNNNN/} and {@code figures/}.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {

  /**
   * Makes the folder of a run and writes its config.
   *
   * @param results parent of all runs
   * @param config the run; its name is the folder's
   * @throws UserException when the folder exists already or cannot be made
   */
  public static RunFolder create(Path results, RunConfig config) {
    Path path = results.resolve(config.name());
    try {
      Files.createDirectories(results);
      Files.createDirectory(path);
    } catch (FileAlreadyExistsException e) {
      throw new UserException(
          path + " exists already: give the run another name, or move that folder away", e);
    } catch (IOException e) {
      throw new UserException(
          path + " cannot be made (" + e.getMessage() + "): give a writable results folder", e);
    }
    RunFolder folder = new RunFolder(path);
    AtomicFile.writeString(folder.config(), ConfigJson.write(config));
    return folder;
  }

  /** The first of NAME, NAME-2, NAME-3, … that no folder has yet. */
  public static String freeName(Path results, String name) {
    String free = name;
    for (int i = 2; Files.exists(results.resolve(free)); i++) {
      free = name + "-" + i;
    }
    return free;
  }

  /** The run's complete config. */
  public Path config() {
    return path.resolve("config.json");
  }

  /** One line per optimiser step or validation. */
  public Path metrics() {
    return path.resolve("metrics.csv");
  }

  /** Versions, seed, data hash, device and duration. */
  public Path manifest() {
    return path.resolve("manifest.json");
  }

  /** Charts of the run. */
  public Path figures() {
    return path.resolve("figures");
  }

  /** Parent of all checkpoints. */
  public Path checkpoints() {
    return path.resolve("checkpoints");
  }
}
