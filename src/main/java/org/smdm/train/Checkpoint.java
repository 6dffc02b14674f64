package org.smdm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smdm.config.ConfigJson;
import org.smdm.config.ModelCard;
import org.smdm.config.RunConfig;
import org.smdm.io.AtomicFile;
import org.smdm.io.AtomicFolder;
import org.smdm.io.UserException;
import org.smdm.model.Transformer;
import org.smdm.model.checkpoint.ModelFile;
import org.smdm.record.CheckpointFolders;
import org.smdm.record.CheckpointManifest;
import org.smdm.tensor.TensorMemory;
import org.smdm.tensor.safetensors.SafetensorsFile;
import org.smdm.tensor.safetensors.SafetensorsWriter;
import org.smdm.tensor.safetensors.TensorInfo;
import org.smdm.tensor.safetensors.TensorSource;

/**
 * A saved state of training: {@code model.safetensors}, {@code optimizer.safetensors}, {@code
 * state.json} and {@code checkpoint.json} in one folder {@code step-NNNNNNNN}, which appears whole
 * or not at all.
 */
final class Checkpoint {

  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String STATE = "state.json";

  private Checkpoint() {}

  /**
   * Writes a checkpoint.
   *
   * @param parent folder of all checkpoints of the run
   * @param model weights
   * @param optimizer moments and counters, as {@link AdamW#state()}
   * @param card what the weights' file says about itself
   * @param state the rest; its step names the folder
   * @param config the run
   * @return the checkpoint's folder
   * @throws UserException when it cannot be written, or weights or moments are not finite; earlier
   *     checkpoints stay as they are
   */
  static Path write(
      Path parent,
      Transformer model,
      Map<String, NDArray> optimizer,
      ModelCard card,
      TrainingState state,
      RunConfig config) {
    requireFinite(parent, model.parameters(), state.step());
    requireFinite(parent, optimizer, state.step());
    Path target = CheckpointFolders.step(parent, state.step());
    AtomicFolder.write(
        target,
        folder -> {
          ModelFile.write(folder.resolve(CheckpointFolders.MODEL), model, card);
          Map<String, TensorSource> moments = new LinkedHashMap<>();
          optimizer.forEach((name, array) -> moments.put(name, TensorSource.array(array)));
          SafetensorsWriter.write(folder.resolve(OPTIMIZER), moments, Map.of());
          AtomicFile.writeString(folder.resolve(STATE), ConfigJson.write(state));
          CheckpointManifest.write(folder, state.step(), config);
        });
    return target;
  }

  /** A step of finite loss may still overflow, and its weights must not push out good ones. */
  private static void requireFinite(Path parent, Map<String, NDArray> arrays, long step) {
    arrays.forEach(
        (name, array) -> {
          // Both extremes are NaN where any number is.
          try (NDArray lowest = array.min();
              NDArray highest = array.max()) {
            if (!Float.isFinite(lowest.getFloat()) || !Float.isFinite(highest.getFloat())) {
              throw new UserException(
                  "%s is not finite after step %d, which is not saved: lower learningRate or gradientClip; the checkpoints in %s are of earlier steps"
                      .formatted(name, step, parent));
            }
          }
        });
  }

  /**
   * Puts a checkpoint's weights, moments and counters in the place of those of a model.
   *
   * @param folder the checkpoint
   * @param model of the same shape
   * @param optimizer of that model
   * @return the rest of its state
   * @throws UserException when the checkpoint is damaged or of another shape
   */
  static TrainingState restore(Path folder, Transformer model, Optimizer optimizer) {
    TrainingState state = state(folder);
    try (NDManager scope = model.manager().newSubManager()) {
      Path weights = folder.resolve(CheckpointFolders.MODEL);
      try (SafetensorsFile file = SafetensorsFile.open(weights)) {
        // Copies in place: arrays elsewhere in memory might be added up in another order.
        model
            .parameters()
            .forEach(
                (name, array) -> {
                  try (NDArray read = read(weights, file, scope, name, array.getShape())) {
                    TensorMemory.copy(array, read);
                  }
                });
      }
      Path moments = folder.resolve(OPTIMIZER);
      try (SafetensorsFile file = SafetensorsFile.open(moments)) {
        optimizer.load(scope, (target, name, shape) -> read(moments, file, target, name, shape));
        requireStep(folder, state, (long) file.floats("steps")[0]);
      }
    }
    return state;
  }

  /** Files of several steps in one folder would go on as none of them. */
  private static void requireStep(Path folder, TrainingState state, long updates) {
    long ofWeights =
        ModelFile.card(folder.resolve(CheckpointFolders.MODEL))
            .map(ModelCard::steps)
            .orElse(state.step());
    if (ofWeights != state.step() || updates != state.step() - state.skippedSteps()) {
      throw new UserException(
          "%s holds weights after step %d, an optimizer after %d updates and a state after step %d of which %d were skipped, which do not belong together: remove it to go on from the checkpoint before it"
              .formatted(folder, ofWeights, updates, state.step(), state.skippedSteps()));
    }
  }

  /** Reads the state of a checkpoint without its tensors. */
  static TrainingState state(Path folder) {
    return ConfigJson.read(folder.resolve(STATE), TrainingState.class);
  }

  private static NDArray read(
      Path path, SafetensorsFile file, NDManager scope, String name, Shape shape) {
    TensorInfo info = file.tensors().get(name);
    if (info == null || !info.shape().equals(shape)) {
      throw new UserException(
          "%s holds %s where %s of shape %s is needed: resume with the config that wrote it"
              .formatted(path, info == null ? "nothing" : "shape " + info.shape(), name, shape));
    }
    return file.read(scope, name);
  }
}
