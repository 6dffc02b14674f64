package org.smdm.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.smdm.io.UserException;

/** Where the checkpoints of a run are: one folder {@code step-NNNNNNNN} each. */
public final class CheckpointFolders {

  /** Name of the weights in a checkpoint folder. */
  public static final String MODEL = "model.safetensors";

  private static final String PREFIX = "step-";

  private CheckpointFolders() {}

  /**
   * The folder of a checkpoint, whether it is there or not.
   *
   * @param parent folder of all checkpoints of the run
   * @param step after which it was written
   */
  public static Path step(Path parent, long step) {
    return parent.resolve(PREFIX + "%08d".formatted(step));
  }

  /**
   * The weights that a path means: a file, a checkpoint folder, or a run folder's last checkpoint.
   *
   * @param path what the user gave
   * @throws UserException when there is nothing of the kind
   */
  public static Path modelFile(Path path) {
    if (Files.isRegularFile(path)) {
      return path;
    }
    if (Files.isRegularFile(path.resolve(MODEL))) {
      return path.resolve(MODEL);
    }
    Path checkpoints = path.resolve("checkpoints");
    return latest(Files.isDirectory(checkpoints) ? checkpoints : path)
        .map(folder -> folder.resolve(MODEL))
        .orElseThrow(
            () ->
                new UserException(
                    path
                        + (Files.exists(path) ? " holds no checkpoint" : " does not exist")
                        + ": give a .safetensors file, a checkpoint folder or a run folder"));
  }

  /** Whether a folder has the name of a checkpoint. */
  static boolean isStep(Path folder) {
    return folder.getFileName().toString().startsWith(PREFIX);
  }

  /** The checkpoint after most steps, if there is one. */
  public static Optional<Path> latest(Path parent) {
    List<Path> all = all(parent);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** All checkpoints of a run, earliest first. */
  public static List<Path> all(Path parent) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(parent)) {
      return folders
          .filter(CheckpointFolders::isStep)
          .filter(folder -> Files.isRegularFile(folder.resolve(MODEL)))
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    } catch (IOException e) {
      throw new UserException(
          parent + " cannot be read (" + e.getMessage() + "): give a readable folder", e);
    }
  }
}
