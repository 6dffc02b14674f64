package org.smdm.model.checkpoint;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.smdm.config.ConfigJson;
import org.smdm.config.ModelCard;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.io.UserException;
import org.smdm.model.ParameterShapes;
import org.smdm.model.Transformer;
import org.smdm.record.CheckpointManifest;
import org.smdm.tensor.safetensors.SafetensorsFile;
import org.smdm.tensor.safetensors.SafetensorsWriter;
import org.smdm.tensor.safetensors.TensorInfo;
import org.smdm.tensor.safetensors.TensorSource;

/**
 * A model's weights in one safetensors file under the reference's parameter names, so that the
 * released SMDM weights and ours are the same kind of file. Ours carry a {@link ModelCard} in the
 * metadata; the released ones do not, and their shape must be told.
 */
public final class ModelFile {

  private static final String CARD_KEY = "smdm";

  private ModelFile() {}

  /**
   * Writes a model.
   *
   * @param path file to make or replace
   * @param model its weights
   * @param card what the file says about itself
   * @throws UserException when the file cannot be written
   */
  public static void write(Path path, Transformer model, ModelCard card) {
    Map<String, TensorSource> tensors = new LinkedHashMap<>();
    model.parameters().forEach((name, array) -> tensors.put(name, TensorSource.array(array)));
    SafetensorsWriter.write(
        path, tensors, Map.of(CARD_KEY, ConfigJson.write(card), "format", "pt"));
  }

  /**
   * The card of a file, if it has one.
   *
   * @param path a safetensors file
   * @throws UserException when the file is damaged or its card is
   */
  public static Optional<ModelCard> card(Path path) {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      return Optional.ofNullable(file.metadata().get(CARD_KEY))
          .map(json -> ConfigJson.read(json, ModelCard.class, path + " (metadata)"));
    }
  }

  /**
   * Checks that a file holds the parameters of a shape, each in its own, and no others.
   *
   * @throws UserException naming the first that is not so
   */
  static void check(Path path, ModelConfig config, ModelFamily family) {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      check(file, config, family);
    }
  }

  /**
   * Reads a model of known shape.
   *
   * @param parent owns the model and gives the device
   * @param path a safetensors file with the reference's parameter names
   * @param config shape of the model
   * @param family ARM or MDM
   * @throws UserException when a parameter is missing, left over or of another shape, or the file
   *     is of a checkpoint and not what was saved
   */
  public static Transformer read(
      NDManager parent, Path path, ModelConfig config, ModelFamily family) {
    CheckpointManifest.requireWeights(path);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      check(file, config, family);
      return new Transformer(
          parent,
          config,
          family,
          Precision.FP32,
          (manager, name, shape) -> file.read(manager, name));
    }
  }

  private static void check(SafetensorsFile file, ModelConfig config, ModelFamily family) {
    Path path = file.path();
    Map<String, TensorInfo> tensors = file.tensors();
    Map<String, Shape> expected = ParameterShapes.of(config, family);
    Map<String, Shape> unpadded = ParameterShapes.unpadded(config, family);
    expected.forEach(
        (name, shape) -> {
          TensorInfo info = tensors.get(name);
          if (info == null) {
            throw new UserException(
                "%s has no tensor %s: give a checkpoint of this model's shape and family"
                    .formatted(path, name));
          }
          if (!info.shape().equals(shape) && !info.shape().equals(unpadded.get(name))) {
            throw new UserException(
                "%s holds %s as %s where this model has %s: give the shape and family that it was trained with"
                    .formatted(path, name, info.shape(), shape));
          }
        });
    for (String name : tensors.keySet()) {
      if (!expected.containsKey(name)) {
        throw new UserException(
            "%s holds a tensor %s that this model lacks: give the shape and family that it was trained with"
                .formatted(path, name));
      }
    }
  }
}
