package org.smdm.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.smdm.config.ConfigJson;
import org.smdm.config.RunConfig;
import org.smdm.io.ConfigDifference;
import org.smdm.io.UserException;
import org.smdm.record.RunFolder;

/** Which folder a run gets: its own again, or a new one. */
public final class RunPlace {

  private RunPlace() {}

  /**
   * The config under the name of its folder: where that name belongs to a run of the same config,
   * it is that run's, to go on with; a default name that another config has taken gets a number.
   *
   * @param config the run
   * @param isNamed whether the user chose the name, so that no other will do
   * @throws UserException when the chosen name belongs to another run
   */
  public static RunConfig of(Path results, RunConfig config, boolean isNamed) {
    String name = config.name();
    for (int i = 2; ; i++) {
      RunConfig tried = config.withName(name);
      List<String> differences = differences(results, tried);
      if (differences.isEmpty()) {
        return tried;
      }
      if (isNamed) {
        throw new UserException(
            "%s is of another config (%s): give this run another name, or move that folder away"
                .formatted(results.resolve(name), String.join("; ", differences)));
      }
      name = config.name() + "-" + i;
    }
  }

  /** The config of an experiment under the name of its folder. */
  public static RunConfig of(Path results, Experiment experiment) {
    return of(results, OwnCode.trusted(experiment.config()), experiment.isNamed());
  }

  private static List<String> differences(Path results, RunConfig config) {
    RunFolder folder = RunFolder.of(results, config.name());
    if (!Files.exists(folder.path()) || isEmpty(folder.path())) {
      return List.of();
    }
    if (!Files.exists(folder.config())) {
      return List.of("it has no config.json");
    }
    RunConfig before = ConfigJson.read(folder.config(), RunConfig.class);
    return ConfigDifference.between(before.withCheckpoints(config.checkpoints()), config);
  }

  private static boolean isEmpty(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw new UserException(folder + " cannot be read: check its permissions", e);
    }
  }

  /** Where a launched process prints to. */
  public static Path log(RunFolder run) {
    return run.path().resolve("launch.log");
  }

  /** Makes the folder of a run with its config, for another process to go on in. */
  public static RunFolder prepare(Path results, RunConfig config) {
    RunFolder folder = RunFolder.of(results, config.name());
    try {
      Files.createDirectories(folder.path());
    } catch (IOException e) {
      throw new UserException(
          folder.path()
              + " cannot be made ("
              + e.getMessage()
              + "): give a writable results folder",
          e);
    }
    if (!Files.exists(folder.config())) {
      config.save(folder.config().toString());
    }
    return folder;
  }
}
