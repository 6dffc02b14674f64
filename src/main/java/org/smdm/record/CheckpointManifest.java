package org.smdm.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.smdm.config.ConfigJson;
import org.smdm.config.RunConfig;
import org.smdm.io.AtomicFile;
import org.smdm.io.ConfigDifference;
import org.smdm.io.Sha256;
import org.smdm.io.UserException;

/**
 * {@code checkpoint.json}: what the files of a checkpoint hold, and which step of which run they
 * belong to. It is looked at before they are, so that a changed bit or a file of another step is
 * refused by name and not computed with. Checkpoints of older versions have none and are taken as
 * they are.
 *
 * @param step after which the checkpoint was written
 * @param run config of the run
 * @param sha256 of each of the other files, by name
 */
public record CheckpointManifest(long step, RunConfig run, Map<String, String> sha256) {

  /** Its name in the folder. */
  public static final String NAME = "checkpoint.json";

  /** Keeps the hashes in the order of the names. */
  public CheckpointManifest {
    sha256 = new TreeMap<>(sha256);
  }

  /**
   * Writes the manifest of the files that a folder holds.
   *
   * @param folder of a checkpoint that is complete but for this
   * @param step after which it is written
   * @param run config of the run
   * @throws IOException when the folder cannot be read
   */
  public static void write(Path folder, long step, RunConfig run) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      Map<String, String> sha256 =
          files
              .parallel()
              .collect(Collectors.toMap(file -> file.getFileName().toString(), Sha256::of));
      AtomicFile.writeString(
          folder.resolve(NAME), ConfigJson.write(new CheckpointManifest(step, run, sha256)));
    }
  }

  /**
   * Checks the weights of a checkpoint, or nothing where a file is in no checkpoint of ours.
   *
   * @param weights a file of weights
   * @throws UserException when it is not what was saved, naming an older checkpoint that is whole
   */
  public static void requireWeights(Path weights) {
    Path folder = weights.toAbsolutePath().getParent();
    if (weights.endsWith(CheckpointFolders.MODEL)) {
      offerOlder(folder, () -> read(folder).ifPresent(m -> m.requireFile(folder, weights)));
    }
  }

  /**
   * Checks all of a checkpoint before a run goes on from it.
   *
   * @param folder of the checkpoint
   * @param config the run
   * @throws UserException when a file is not what was saved or the checkpoint is another run's,
   *     naming an older one that is whole
   */
  public static void require(Path folder, RunConfig config) {
    offerOlder(
        folder,
        () ->
            read(folder)
                .ifPresent(
                    manifest -> {
                      manifest.requireFiles(folder);
                      manifest.requireRun(folder, config);
                    }));
  }

  private static Optional<CheckpointManifest> read(Path folder) {
    Path file = folder.resolve(NAME);
    if (Files.exists(file)) {
      return Optional.of(ConfigJson.read(file, CheckpointManifest.class));
    }
    if (CheckpointFolders.isStep(folder)) {
      System.err.printf(
          "smdm: %s has no %s, as checkpoints of older versions: its files are taken as they are%n",
          folder, NAME);
    }
    return Optional.empty();
  }

  private void requireFiles(Path folder) {
    if (!folder.equals(CheckpointFolders.step(folder.getParent(), step))) {
      throw new UserException(
          "%s holds what was saved after step %d: give it its old name".formatted(folder, step));
    }
    sha256.keySet().forEach(name -> requireFile(folder, folder.resolve(name)));
  }

  private void requireFile(Path folder, Path file) {
    String saved = sha256.get(file.getFileName().toString());
    if (!Files.isRegularFile(file)) {
      throw new UserException("%s is missing".formatted(file));
    }
    String found = Sha256.of(file);
    if (!found.equals(saved)) {
      throw new UserException(
          "%s is not what was saved after step %d (SHA-256 %.12s… where %s says %.12s…)"
              .formatted(file, step, found, folder.resolve(NAME).getFileName(), saved));
    }
  }

  private void requireRun(Path folder, RunConfig config) {
    RunConfig same = run.withCheckpoints(config.checkpoints()).withName(config.name());
    List<String> differences = ConfigDifference.between(same, config);
    if (!differences.isEmpty()) {
      throw new UserException(
          "%s is of a run with another config (%s)"
              .formatted(folder, String.join("; ", differences)));
    }
  }

  /** Adds to the sentence about a damaged checkpoint what to do instead. */
  private static void offerOlder(Path folder, Runnable check) {
    try {
      check.run();
    } catch (UserException e) {
      String mend =
          latestWholeBefore(folder)
              .map(
                  older ->
                      "give %s, which is whole, or remove %s to go on from there"
                          .formatted(older, folder))
              .orElse("restore it from a copy or begin anew, for there is no whole one before it");
      throw new UserException(e.getMessage() + "; " + mend, e);
    }
  }

  private static Optional<Path> latestWholeBefore(Path folder) {
    List<Path> before =
        CheckpointFolders.all(folder.getParent()).stream()
            .filter(other -> other.getFileName().compareTo(folder.getFileName()) < 0)
            .sorted(Comparator.reverseOrder())
            .toList();
    return before.stream().filter(CheckpointManifest::isWhole).findFirst();
  }

  private static boolean isWhole(Path folder) {
    try {
      Path file = folder.resolve(NAME);
      if (!Files.exists(file)) {
        return false;
      }
      ConfigJson.read(file, CheckpointManifest.class).requireFiles(folder);
      return true;
    } catch (UserException e) {
      return false;
    }
  }
}
