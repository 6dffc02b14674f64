package org.smdm.model.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.smdm.io.UserException;
import org.smdm.tensor.safetensors.SafetensorsShards;
import org.smdm.tensor.safetensors.TensorInfo;

/**
 * A model as HuggingFace lays it out: {@code config.json} beside {@code model.safetensors}, or
 * beside several files with an index.
 */
public sealed interface HuggingFaceFolder permits LlamaFolder, Gpt2Folder {

  /** Name of the file with the model's shape. */
  String CONFIG = "config.json";

  /** The folder itself. */
  Path path();

  /**
   * The model at a path.
   *
   * @param path the folder, or one of its config, weights and index
   * @return nothing where there is no HuggingFace config
   * @throws UserException when the config is damaged, or of an architecture that is not supported
   */
  static Optional<HuggingFaceFolder> at(Path path) {
    Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
    String name = String.valueOf(path.getFileName());
    boolean part =
        name.equals(CONFIG)
            || name.equals(SafetensorsShards.SINGLE)
            || name.equals(SafetensorsShards.INDEX);
    if (folder == null || !(Files.isDirectory(path) || part)) {
      return Optional.empty();
    }
    return HuggingFaceConfig.read(folder.resolve(CONFIG)).map(config -> of(folder, config));
  }

  private static HuggingFaceFolder of(Path folder, HuggingFaceConfig config) {
    return switch (config.architecture()) {
      // A Mistral is a Llama in contexts that its window spans.
      case "LlamaForCausalLM", "llama", "MistralForCausalLM", "mistral" ->
          LlamaFolder.of(folder, config);
      case "GPT2LMHeadModel", "GPT2Model", "gpt2" -> Gpt2Folder.of(folder, config);
      default ->
          throw new UserException(
              "%s has architectures %s, which is not supported: give a Llama (LlamaForCausalLM) or GPT-2 (GPT2LMHeadModel) checkpoint"
                  .formatted(config.file(), config.architecture()));
    };
  }

  /**
   * Checks that the files hold every tensor in its shape, and no other.
   *
   * @throws UserException naming the first that is not so
   */
  void checkTensors();

  /**
   * Checks that a tensor is there and has its shape.
   *
   * @param folder for messages
   */
  static void check(
      Path folder, Map<String, TensorInfo> tensors, String name, ai.djl.ndarray.types.Shape shape) {
    TensorInfo info = tensors.get(name);
    if (info == null) {
      throw new UserException(
          "%s has no tensor %s: fetch or write the checkpoint again".formatted(folder, name));
    }
    if (!info.shape().equals(shape)) {
      throw new UserException(
          "%s holds %s as %s where its %s asks for %s: take both from the same model"
              .formatted(folder, name, info.shape(), CONFIG, shape));
    }
  }
}
