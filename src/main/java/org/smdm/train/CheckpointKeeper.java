package org.smdm.train;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.smdm.config.CheckpointConfig;
import org.smdm.io.AtomicFolder;
import org.smdm.record.CheckpointFolders;
import org.smdm.record.ValidationResult;

/**
 * Decides which checkpoints of a run stay: the last ones, and those of the lowest validation
 * losses.
 *
 * @param folder parent of all checkpoints
 * @param config how many
 */
record CheckpointKeeper(Path folder, CheckpointConfig config) {

  /** Whether a validation is among the best so far, so that its weights should be saved. */
  boolean isWorthKeeping(ValidationResult validation) {
    long better = validated().values().stream().filter(v -> v.loss() <= validation.loss()).count();
    return better < config.keepBest();
  }

  /** Removes the checkpoints that need not stay. */
  void prune() {
    List<Path> all = CheckpointFolders.all(folder);
    Set<Path> kept =
        new HashSet<>(all.subList(Math.max(0, all.size() - config.keepLast()), all.size()));
    if (config.keepBest() > 0) {
      validated().entrySet().stream()
          .sorted(Comparator.comparingDouble(e -> e.getValue().loss()))
          .limit(config.keepBest())
          .forEach(e -> kept.add(e.getKey()));
    }
    all.stream().filter(path -> !kept.contains(path)).forEach(AtomicFolder::delete);
  }

  private Map<Path, ValidationResult> validated() {
    Map<Path, ValidationResult> validations = new TreeMap<>();
    if (config.keepBest() > 0) {
      for (Path path : CheckpointFolders.all(folder)) {
        ValidationResult validation = Checkpoint.state(path).validation();
        if (validation != null) {
          validations.put(path, validation);
        }
      }
    }
    return validations;
  }
}
