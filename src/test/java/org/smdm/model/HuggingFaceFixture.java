package org.smdm.model;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.smdm.tensor.safetensors.SafetensorsWriter;
import org.smdm.tensor.safetensors.TensorSource;
import org.smdm.tensor.safetensors.TensorType;

/**
 * A tiny random model to be laid out as HuggingFace does. Every weight is a whole number of 256ths
 * with at most seven bits, so that float32, float16 and bfloat16 hold the same model.
 */
public final class HuggingFaceFixture {

  private static final ObjectMapper JSON = new ObjectMapper();

  public final ObjectNode config = JSON.createObjectNode();
  final Map<String, float[]> weights = new LinkedHashMap<>();
  final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final SplittableRandom random = new SplittableRandom(7);

  private HuggingFaceFixture() {}

  /** A Llama with grouped queries; 308 ids are no multiple of 64. */
  public static HuggingFaceFixture llama(boolean tied) {
    HuggingFaceFixture f = new HuggingFaceFixture();
    f.config.putArray("architectures").add("LlamaForCausalLM");
    f.config.put("model_type", "llama").put("hidden_act", "silu");
    f.config.put("hidden_size", 16).put("intermediate_size", 24);
    f.config.put("num_hidden_layers", 2);
    f.config.put("num_attention_heads", 4).put("num_key_value_heads", 2);
    f.config.put("vocab_size", 308).put("max_position_embeddings", 32);
    f.config.put("rms_norm_eps", 1e-3).put("rope_theta", 500.0);
    f.config.put("tie_word_embeddings", tied).put("torch_dtype", "float32");
    f.config.putNull("rope_scaling");
    f.add("model.embed_tokens.weight", 308, 16);
    for (int layer = 0; layer < 2; layer++) {
      String prefix = "model.layers." + layer + ".";
      f.add(prefix + "input_layernorm.weight", 16);
      f.add(prefix + "self_attn.q_proj.weight", 16, 16);
      f.add(prefix + "self_attn.k_proj.weight", 8, 16);
      f.add(prefix + "self_attn.v_proj.weight", 8, 16);
      f.add(prefix + "self_attn.o_proj.weight", 16, 16);
      f.add(prefix + "post_attention_layernorm.weight", 16);
      f.add(prefix + "mlp.gate_proj.weight", 24, 16);
      f.add(prefix + "mlp.up_proj.weight", 24, 16);
      f.add(prefix + "mlp.down_proj.weight", 16, 24);
      f.add(prefix + "self_attn.rotary_emb.inv_freq", 2);
    }
    f.add("model.norm.weight", 16);
    if (!tied) {
      f.add("lm_head.weight", 308, 16);
    }
    return f;
  }

  /** A GPT-2 whose tensors have a prefix; {@code n_inner} is absent as in the published ones. */
  public static HuggingFaceFixture gpt2(String prefix, boolean tied) {
    HuggingFaceFixture f = new HuggingFaceFixture();
    f.config.putArray("architectures").add("GPT2LMHeadModel");
    f.config.put("model_type", "gpt2").put("activation_function", "gelu_new");
    f.config.put("n_embd", 12).put("n_layer", 2).put("n_head", 3);
    f.config.put("n_positions", 32).put("n_ctx", 32).put("vocab_size", 308);
    f.config.put("layer_norm_epsilon", 1e-3).putNull("n_inner");
    f.add(prefix + "wte.weight", 308, 12);
    f.add(prefix + "wpe.weight", 32, 12);
    for (int layer = 0; layer < 2; layer++) {
      String h = prefix + "h." + layer + ".";
      f.affine(h + "ln_1", 12, new int[] {12});
      f.affine(h + "attn.c_attn", 36, new int[] {12, 36});
      f.add(h + "attn.bias", 1, 1, 32, 32);
      f.add(h + "attn.masked_bias", 1);
      f.affine(h + "attn.c_proj", 12, new int[] {12, 12});
      f.affine(h + "ln_2", 12, new int[] {12});
      f.affine(h + "mlp.c_fc", 48, new int[] {12, 48});
      f.affine(h + "mlp.c_proj", 12, new int[] {48, 12});
    }
    f.affine(prefix + "ln_f", 12, new int[] {12});
    if (!tied) {
      f.config.put("tie_word_embeddings", false);
      f.add("lm_head.weight", 308, 12);
    }
    return f;
  }

  /** Gives a Llama heads that are not hidden_size / heads wide. */
  public HuggingFaceFixture withHeadDim(int size) {
    config.put("head_dim", size);
    for (int layer = 0; layer < 2; layer++) {
      String prefix = "model.layers." + layer + ".self_attn.";
      add(prefix + "q_proj.weight", 4 * size, 16);
      add(prefix + "k_proj.weight", 2 * size, 16);
      add(prefix + "v_proj.weight", 2 * size, 16);
      add(prefix + "o_proj.weight", 16, 4 * size);
    }
    return this;
  }

  private void affine(String name, int out, int[] shape) {
    add(name + ".weight", shape);
    add(name + ".bias", out);
  }

  public void add(String name, int... dimensions) {
    int size = 1;
    long[] shape = new long[dimensions.length];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = dimensions[i];
      size *= dimensions[i];
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextInt(-127, 128) / 256f;
    }
    weights.put(name, values);
    shapes.put(name, new Shape(shape));
  }

  public void remove(String name) {
    weights.remove(name);
    shapes.remove(name);
  }

  private TensorSource source(String name, TensorType type) {
    return TensorSource.floats(weights.get(name), shapes.get(name), type);
  }

  /** Writes config and weights in one file. */
  public Path write(Path folder, TensorType type) {
    Map<String, TensorSource> tensors = new LinkedHashMap<>();
    weights.keySet().forEach(name -> tensors.put(name, source(name, type)));
    SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
    return writeConfig(folder);
  }

  /** Writes config, three files of weights and their index. */
  public Path writeShards(Path folder, TensorType type) {
    Map<String, Map<String, TensorSource>> shards = new TreeMap<>();
    ObjectNode index = JSON.createObjectNode();
    ObjectNode map = index.putObject("weight_map");
    int number = 0;
    for (String name : weights.keySet()) {
      String shard = "model-0000%d-of-00003.safetensors".formatted(1 + number++ % 3);
      shards.computeIfAbsent(shard, s -> new LinkedHashMap<>()).put(name, source(name, type));
      map.put(name, shard);
    }
    shards.forEach(
        (name, tensors) -> SafetensorsWriter.write(folder.resolve(name), tensors, Map.of()));
    write(folder.resolve("model.safetensors.index.json"), index);
    return writeConfig(folder);
  }

  public Path writeConfig(Path folder) {
    write(folder.resolve("config.json"), config);
    return folder;
  }

  static void write(Path file, ObjectNode json) {
    try {
      Files.writeString(file, json.toPrettyString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A weight as (rows, columns) of doubles. */
  double[][] matrix(String name) {
    float[] values = weights.get(name);
    int columns = Math.toIntExact(shapes.get(name).get(1));
    double[][] matrix = new double[values.length / columns][columns];
    for (int i = 0; i < values.length; i++) {
      matrix[i / columns][i % columns] = values[i];
    }
    return matrix;
  }

  double[] vector(String name) {
    float[] values = weights.get(name);
    double[] vector = new double[values.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = values[i];
    }
    return vector;
  }
}
