package org.smdm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.smdm.config.Gpt2Config;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.tensor.Kernels;

/**
 * GPT-2, to be evaluated beside the paper's models: pre-norm with biases, learned positions, GELU
 * by its tanh approximation, causal; {@code gpt2.py} is its block.
 *
 * <p>Source: Radford et al. 2019 and the parameters of the published checkpoints. It computes in
 * float32 and cannot be trained here.
 */
public final class Gpt2 implements LanguageModel {

  static final String TOKENS = "wte.weight";
  static final String POSITIONS = "wpe.weight";
  static final String FINAL_NORM = "ln_f";
  public static final String HEAD = "lm_head.weight";

  /** The parts of a block, as its kernel takes them. */
  private static final String[] BLOCK = {
    "ln_1", "attn.c_attn", "attn.c_proj", "ln_2", "mlp.c_fc", "mlp.c_proj"
  };

  private final Gpt2Config config;
  private final NDManager manager;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final BlockStack blocks;

  public Gpt2(NDManager parent, Gpt2Config config, Transformer.ParameterSource source) {
    this.config = config;
    this.manager = parent.newSubManager();
    shapes(config)
        .forEach((name, shape) -> parameters.put(name, source.create(manager, name, shape)));
    NDArray tokens = parameters.get(TOKENS);
    NDArray[][] layers = new NDArray[config.layers()][];
    Arrays.setAll(layers, i -> affine("h." + i + ".", BLOCK));
    BlockStack.Weights weights =
        new BlockStack.Weights(
            new NDArray[] {tokens},
            new NDArray[] {parameters.get(POSITIONS)},
            layers,
            affine("", FINAL_NORM),
            config.tiedHead() ? tokens : parameters.get(HEAD));
    Map<String, Object> attributes =
        Map.of("heads", (long) config.heads(), "norm_eps", config.normEps());
    Kernels kernels = Kernels.load(manager, BlockStack.class, "Gpt2", attributes, "attention.py");
    blocks = new BlockStack(manager, kernels, Precision.FP32, weights, true, null);
  }

  /** Of each norm or linear map the weight and the bias. */
  private NDArray[] affine(String prefix, String... names) {
    return Arrays.stream(names)
        .flatMap(name -> Stream.of(name + ".weight", name + ".bias"))
        .map(name -> parameters.get(prefix + name))
        .toArray(NDArray[]::new);
  }

  /** Every parameter by its published name without {@code transformer.}; linears are (in, out). */
  public static Map<String, Shape> shapes(Gpt2Config config) {
    int embd = config.embd();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put(TOKENS, new Shape(config.vocabSize(), embd));
    shapes.put(POSITIONS, new Shape(config.blockSize(), embd));
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "h." + layer;
      norm(shapes, prefix + ".ln_1", embd);
      linear(shapes, prefix + ".attn.c_attn", embd, 3 * embd);
      linear(shapes, prefix + ".attn.c_proj", embd, embd);
      norm(shapes, prefix + ".ln_2", embd);
      linear(shapes, prefix + ".mlp.c_fc", embd, config.ffn());
      linear(shapes, prefix + ".mlp.c_proj", config.ffn(), embd);
    }
    norm(shapes, FINAL_NORM, embd);
    if (!config.tiedHead()) {
      shapes.put(HEAD, new Shape(config.vocabSize(), embd));
    }
    return shapes;
  }

  private static void norm(Map<String, Shape> shapes, String name, int width) {
    shapes.put(name + ".weight", new Shape(width));
    shapes.put(name + ".bias", new Shape(width));
  }

  private static void linear(Map<String, Shape> shapes, String name, int in, int out) {
    shapes.put(name + ".weight", new Shape(in, out));
    shapes.put(name + ".bias", new Shape(out));
  }

  /** The model's shape. */
  public Gpt2Config config() {
    return config;
  }

  /** Parameters by their published names without {@code transformer.}; live, not copies. */
  public Map<String, NDArray> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  @Override
  public ModelFamily family() {
    return ModelFamily.ARM;
  }

  @Override
  public int blockSize() {
    return config.blockSize();
  }

  @Override
  public int vocabSize() {
    return config.vocabSize();
  }

  @Override
  public int maskId() {
    return config.vocabSize();
  }

  @Override
  public NDManager manager() {
    return manager;
  }

  @Override
  public BlockStack blocks() {
    return blocks;
  }

  @Override
  public KeyValueCache newCache(int batch, int capacity) {
    return blocks.newCache(batch, capacity, config.heads(), config.headSize());
  }

  @Override
  public Precision precision() {
    return Precision.FP32;
  }

  @Override
  public void close() {
    manager.close();
  }
}
