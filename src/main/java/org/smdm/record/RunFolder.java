package org.smdm.record;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.smdm.config.ConfigJson;
import org.smdm.config.RunConfig;
import org.smdm.io.AtomicFile;
import org.smdm.io.ConfigDifference;
import org.smdm.io.UserException;

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

  /** The folder of a run by its name, there or not. */
  public static RunFolder of(Path results, String name) {
    return new RunFolder(results.resolve(name));
  }

  /**
   * Checks that a run may go on in this folder, and puts its config there: it may differ in how
   * often to save and what to keep.
   *
   * @param config the run
   * @throws UserException when the folder's config differs otherwise, naming the fields
   */
  public void admit(RunConfig config) {
    if (Files.exists(config())) {
      RunConfig before = ConfigJson.read(config(), RunConfig.class);
      List<String> differences =
          ConfigDifference.between(before.withCheckpoints(config.checkpoints()), config);
      if (!differences.isEmpty()) {
        throw new UserException(
            "%s was begun with another config (%s): resume with the same, or give the run another name"
                .formatted(path, String.join("; ", differences)));
      }
    } else if (Files.exists(metrics()) || Files.exists(checkpoints())) {
      throw new UserException(
          path + " has no config.json, so it is no run to resume: give the run another name");
    }
    AtomicFile.writeString(config(), ConfigJson.write(config));
  }

  /** Whether training got as far as writing its manifest. */
  public boolean hasManifest() {
    return Files.exists(manifest());
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

  /** The same as JSON, with what has no place in a table. */
  public Path metricsLines() {
    return path.resolve("metrics.jsonl");
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
