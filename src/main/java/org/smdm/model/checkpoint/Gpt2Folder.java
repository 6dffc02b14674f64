package org.smdm.model.checkpoint;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.smdm.config.Gpt2Config;
import org.smdm.io.UserException;
import org.smdm.model.Gpt2;
import org.smdm.tensor.safetensors.SafetensorsShards;
import org.smdm.tensor.safetensors.TensorInfo;

/**
 * A GPT-2 in HuggingFace's layout. Its tensors go by the published names, with or without {@code
 * transformer.} before them.
 *
 * @param path the folder
 * @param config shape
 */
public record Gpt2Folder(Path path, Gpt2Config config) implements HuggingFaceFolder {

  private static final String PREFIX = "transformer.";

  /** Causal masks that older checkpoints store beside the weights. */
  private static final Pattern BUFFER = Pattern.compile("h\\.\\d+\\.attn\\.(masked_)?bias");

  static Gpt2Folder of(Path folder, HuggingFaceConfig json) {
    // Both names stand for the tanh approximation.
    json.require("activation_function", "gelu_new", "gelu_pytorch_tanh");
    json.require("scale_attn_weights", true);
    json.require("scale_attn_by_inverse_layer_idx", false);
    json.require("add_cross_attention", false);
    json.refuse("quantization_config");
    int embd = json.integer("n_embd");
    Gpt2Config config =
        json.shape(
            () ->
                new Gpt2Config(
                    json.integer("n_positions", json.integer("n_ctx", 1024)),
                    json.integer("vocab_size"),
                    json.integer("n_layer"),
                    json.integer("n_head"),
                    embd,
                    json.integer("n_inner", 4 * embd),
                    json.number("layer_norm_epsilon", 1e-5),
                    json.flag("tie_word_embeddings", true)));
    return new Gpt2Folder(folder, config);
  }

  @Override
  public void checkTensors() {
    try (SafetensorsShards shards = SafetensorsShards.open(path)) {
      storedNames(shards.tensors());
    }
  }

  /**
   * Reads the weights.
   *
   * @param parent owns the model and gives the device
   * @throws UserException when a tensor is missing, left over, quantised or of another shape
   */
  public Gpt2 read(NDManager parent) {
    try (SafetensorsShards shards = SafetensorsShards.open(path)) {
      Map<String, String> stored = storedNames(shards.tensors());
      return new Gpt2(
          parent, config, (manager, name, shape) -> shards.read(manager, stored.get(name)));
    }
  }

  /** The tensors' names in the files by those without the prefix; checks every shape. */
  private Map<String, String> storedNames(Map<String, TensorInfo> tensors) {
    Map<String, Shape> expected = Gpt2.shapes(config);
    Map<String, String> stored = new LinkedHashMap<>();
    for (String name : tensors.keySet()) {
      String plain = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
      boolean ignored = BUFFER.matcher(plain).matches() || (config.tiedHead() && isHead(plain));
      if (ignored) {
        continue;
      }
      if (!expected.containsKey(plain) || stored.put(plain, name) != null) {
        throw new UserException(
            "%s holds a tensor %s that no GPT-2 of %d layers has: give an unquantised checkpoint with its own config.json"
                .formatted(path, name, config.layers()));
      }
    }
    expected.forEach(
        (name, shape) ->
            HuggingFaceFolder.check(path, tensors, stored.getOrDefault(name, name), shape));
    return stored;
  }

  private static boolean isHead(String name) {
    return name.equals(Gpt2.HEAD);
  }
}
