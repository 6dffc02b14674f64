package org.smdm.model.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.config.RopePrecision;
import org.smdm.io.UserException;
import org.smdm.model.ParameterShapes;
import org.smdm.model.Transformer;
import org.smdm.tensor.safetensors.SafetensorsShards;
import org.smdm.tensor.safetensors.TensorInfo;

/**
 * A Llama, TinyLlama or Mistral in HuggingFace's layout, which is a {@link Transformer} of the
 * autoregressive family: the same rotary halves, norms and SwiGLU, with queries, keys and values in
 * matrices of their own.
 *
 * <p>Of a model that looks at a sliding window only, no context longer than the window is read, in
 * which the window changes nothing.
 *
 * <p>The vocabulary is not padded: head and embedding keep as many rows as the checkpoint has, so
 * there are no padding ids that could be drawn or take part in a softmax.
 *
 * @param path the folder
 * @param config shape
 * @param tiedHead whether the head is the embedding; the model that is read has a copy
 */
public record LlamaFolder(Path path, ModelConfig config, boolean tiedHead)
    implements HuggingFaceFolder {

  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String WINDOW = "sliding_window";
  private static final String FINAL_NORM = "model.norm.weight";
  private static final String HEAD = "lm_head.weight";

  /** Parts of a block that are one tensor in both layouts, ours first. */
  private static final Map<String, String> PARTS =
      Map.of(
          "norm_1", "input_layernorm",
          "attn.proj", "self_attn.o_proj",
          "norm_2", "post_attention_layernorm",
          "mlp.swiglu.w1", "mlp.gate_proj",
          "mlp.swiglu.w2", "mlp.up_proj",
          "mlp.swiglu.w3", "mlp.down_proj");

  static LlamaFolder of(Path folder, HuggingFaceConfig json) {
    json.require("hidden_act", "silu", "swish");
    json.require("attention_bias", false);
    json.require("mlp_bias", false);
    json.refuse("quantization_config");
    json.require("partial_rotary_factor", 1);
    int heads = json.integer("num_attention_heads");
    int embd = json.integer("hidden_size");
    int positions = json.integer("max_position_embeddings", 2048);
    boolean isWindowed = json.flag("use_sliding_window", true);
    ModelConfig config =
        json.shape(
            () ->
                new ModelConfig(
                    isWindowed ? Math.min(positions, json.integer(WINDOW, positions)) : positions,
                    json.integer("vocab_size"),
                    json.integer("num_hidden_layers"),
                    heads,
                    json.integer("num_key_value_heads", heads),
                    embd,
                    json.integer("intermediate_size"),
                    json.number("rms_norm_eps", 1e-6),
                    json.ropeBase(),
                    RopePrecision.FP32,
                    json.optionalInteger("head_dim"),
                    json.ropeScaling(),
                    null));
    return new LlamaFolder(folder, config, json.flag("tie_word_embeddings", false));
  }

  @Override
  public void checkTensors() {
    try (SafetensorsShards shards = SafetensorsShards.open(path)) {
      checkTensors(shards);
    }
  }

  /**
   * Reads the weights.
   *
   * @param parent owns the model and gives the device
   * @return an autoregressive model that computes in float32
   * @throws UserException when a tensor is missing, left over, quantised or of another shape
   */
  public Transformer read(NDManager parent) {
    try (SafetensorsShards shards = SafetensorsShards.open(path)) {
      checkTensors(shards);
      return new Transformer(
          parent,
          config,
          ModelFamily.ARM,
          Precision.FP32,
          (manager, name, shape) -> parameter(shards, manager, name));
    }
  }

  private NDArray parameter(SafetensorsShards shards, NDManager manager, String name) {
    return switch (name) {
      case ParameterShapes.HEAD -> shards.read(manager, tiedHead ? EMBEDDING : HEAD);
      case ParameterShapes.EMBEDDING -> shards.read(manager, EMBEDDING);
      case ParameterShapes.FINAL_NORM -> shards.read(manager, FINAL_NORM);
      default -> {
        // transformer.h.LAYER.PART.weight
        String[] words = name.split("\\.", 4);
        int layer = Integer.parseInt(words[2]);
        String part = words[3].substring(0, words[3].length() - ".weight".length());
        yield part.equals("attn.attn")
            ? fused(shards, manager, layer)
            : shards.read(manager, tensor(layer, PARTS.get(part)));
      }
    };
  }

  /** Rows of queries, keys and values, per query group as [q, …, q, k, v]. */
  private NDArray fused(SafetensorsShards shards, NDManager manager, int layer) {
    try (NDManager scope = manager.newSubManager()) {
      NDList parts = new NDList();
      for (String part : new String[] {"q_proj", "k_proj", "v_proj"}) {
        NDArray rows = shards.read(scope, tensor(layer, "self_attn." + part));
        parts.add(
            rows.reshape(
                config.queryGroups(), rows.getShape().get(0) / config.queryGroups(), embd()));
      }
      NDArray fused = NDArrays.concat(parts, 1).reshape(config.qkvRows(), embd());
      fused.attach(manager);
      return fused;
    }
  }

  private int embd() {
    return config.embd();
  }

  private static String tensor(int layer, String part) {
    return "model.layers.%d.%s.weight".formatted(layer, part);
  }

  private void checkTensors(SafetensorsShards shards) {
    Map<String, TensorInfo> tensors = shards.tensors();
    Map<String, Shape> expected = shapes();
    expected.forEach((name, shape) -> HuggingFaceFolder.check(path, tensors, name, shape));
    for (String name : tensors.keySet()) {
      // A tied head may be stored all the same; the angles are computed from the config.
      boolean known =
          expected.containsKey(name)
              || (tiedHead && name.equals(HEAD))
              || name.endsWith("rotary_emb.inv_freq");
      if (!known) {
        throw new UserException(
            "%s holds a tensor %s that no Llama of %d layers has: give an unquantised checkpoint with its own config.json"
                .formatted(path, name, config.layers()));
      }
    }
  }

  private Map<String, Shape> shapes() {
    int keyRows = config.queryGroups() * config.headSize();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put(EMBEDDING, new Shape(config.vocabSize(), embd()));
    for (int layer = 0; layer < config.layers(); layer++) {
      shapes.put(tensor(layer, "input_layernorm"), new Shape(embd()));
      shapes.put(tensor(layer, "self_attn.q_proj"), new Shape(config.headWidth(), embd()));
      shapes.put(tensor(layer, "self_attn.k_proj"), new Shape(keyRows, embd()));
      shapes.put(tensor(layer, "self_attn.v_proj"), new Shape(keyRows, embd()));
      shapes.put(tensor(layer, "self_attn.o_proj"), new Shape(embd(), config.headWidth()));
      shapes.put(tensor(layer, "post_attention_layernorm"), new Shape(embd()));
      shapes.put(tensor(layer, "mlp.gate_proj"), new Shape(config.ffn(), embd()));
      shapes.put(tensor(layer, "mlp.up_proj"), new Shape(config.ffn(), embd()));
      shapes.put(tensor(layer, "mlp.down_proj"), new Shape(embd(), config.ffn()));
    }
    shapes.put(FINAL_NORM, new Shape(embd()));
    if (!tiedHead) {
      shapes.put(HEAD, new Shape(config.vocabSize(), embd()));
    }
    return shapes;
  }
}
