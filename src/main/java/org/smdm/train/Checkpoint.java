package org.smdm.train;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.smdm.config.ModelCard;
import org.smdm.config.UserException;
import org.smdm.model.ModelFile;
import org.smdm.model.Transformer;
import org.smdm.tensor.SafetensorsWriter;
import org.smdm.tensor.TensorSource;

/**
 * A saved state of training: {@code model.safetensors} and {@code optimizer.safetensors} in one
 * folder, which appears whole or not at all.
 */
public final class Checkpoint {

  /** Name of the weights in a checkpoint folder. */
  public static final String MODEL = "model.safetensors";

  /** Name of the moments in a checkpoint folder. */
  public static final String OPTIMIZER = "optimizer.safetensors";

  private static final String PREFIX = "step-";

  private Checkpoint() {}

  /**
   * Writes a checkpoint.
   *
   * @param parent folder of all checkpoints of the run
   * @param model weights
   * @param optimizer moments and step number
   * @param card what the weights' file says about itself; its steps name the folder
   * @return the checkpoint's folder
   * @throws UserException when it cannot be written; nothing is left behind then
   */
  public static Path write(Path parent, Transformer model, AdamW optimizer, ModelCard card) {
    Path target = parent.resolve(PREFIX + "%08d".formatted(card.steps()));
    Path temporary = parent.resolve("." + target.getFileName() + ".tmp");
    try {
      Files.createDirectories(parent);
      delete(temporary);
      Files.createDirectory(temporary);
      ModelFile.write(temporary.resolve(MODEL), model, card);
      Map<String, TensorSource> moments = new LinkedHashMap<>();
      for (Map.Entry<String, NDArray> moment : optimizer.state().entrySet()) {
        moments.put(moment.getKey(), TensorSource.array(moment.getValue()));
      }
      SafetensorsWriter.write(temporary.resolve(OPTIMIZER), moments, Map.of());
      delete(target);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      return target;
    } catch (IOException e) {
      discard(temporary);
      throw new UserException(
          "checkpoint "
              + target
              + " cannot be written ("
              + e.getMessage()
              + "): free disk space or give a writable results folder",
          e);
    } catch (UserException e) {
      discard(temporary);
      throw e;
    }
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

  private static Optional<Path> latest(Path parent) {
    if (!Files.isDirectory(parent)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(parent)) {
      return folders
          .filter(folder -> folder.getFileName().toString().startsWith(PREFIX))
          .filter(folder -> Files.isRegularFile(folder.resolve(MODEL)))
          .max(Comparator.comparing(Path::toString));
    } catch (IOException e) {
      throw new UserException(
          parent + " cannot be read (" + e.getMessage() + "): give a readable folder", e);
    }
  }

  private static void discard(Path folder) {
    try {
      delete(folder);
    } catch (IOException e) {
      // The write's own failure is what the user must hear of.
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
