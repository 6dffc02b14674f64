package org.smdm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smdm.config.Gpt2Config;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.tensor.Kernels;

/**
 * GPT-2, to be evaluated beside the paper's models: pre-norm with biases, learned positions, GELU
 * by its tanh approximation, causal.
 *
 * <pre>
 * x = wte[ids] + wpe[positions]
 * for each block:  x = x + proj(attention(ln_1(x)));  x = x + proj(gelu(fc(ln_2(x))))
 * logits = wte(ln_f(x))
 * </pre>
 *
 * <p>Source: Radford et al. 2019 and the parameters of the published checkpoints. It computes in
 * float32 and cannot be trained here.
 */
public final class Gpt2 implements LanguageModel {

  static final String TOKENS = "wte.weight";
  static final String POSITIONS = "wpe.weight";
  static final String FINAL_NORM = "ln_f";
  public static final String HEAD = "lm_head.weight";

  private final Gpt2Config config;
  private final NDManager manager;
  private final Kernels kernels;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final Block[] blocks;
  private final NDArray tokens;
  private final NDArray positions;
  private final NDList finalNorm;
  private final NDArray head;

  /**
   * The parameters of a block as its kernels take them: of each norm and linear map (in, out) the
   * weight and the bias.
   */
  private record Block(NDList attention, NDList feedForward) {

    static Block of(Map<String, NDArray> arrays, int layer) {
      String prefix = "h." + layer;
      return new Block(
          affine(arrays, prefix + ".ln_1", prefix + ".attn.c_attn", prefix + ".attn.c_proj"),
          affine(arrays, prefix + ".ln_2", prefix + ".mlp.c_fc", prefix + ".mlp.c_proj"));
    }
  }

  private static NDList affine(Map<String, NDArray> arrays, String... names) {
    NDList parts = new NDList();
    for (String name : names) {
      parts.add(arrays.get(name + ".weight"));
      parts.add(arrays.get(name + ".bias"));
    }
    return parts;
  }

  public Gpt2(NDManager parent, Gpt2Config config, Transformer.ParameterSource source) {
    this.config = config;
    this.manager = parent.newSubManager();
    this.kernels =
        Kernels.load(
            manager,
            "gpt2.py",
            "Gpt2",
            Map.of(
                "heads",
                (long) config.heads(),
                "norm_eps",
                config.normEps(),
                "head_chunk",
                Transformer.headChunk(config.vocabSize())));
    shapes(config)
        .forEach((name, shape) -> parameters.put(name, source.create(manager, name, shape)));
    tokens = parameters.get(TOKENS);
    positions = parameters.get(POSITIONS);
    finalNorm = affine(parameters, FINAL_NORM);
    head = config.tiedHead() ? tokens : parameters.get(HEAD);
    blocks = new Block[config.layers()];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = Block.of(parameters, i);
    }
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
  public NDArray nll(NDManager scope, NDArray ids, NDArray rows, NDArray targets) {
    try (NDArray x = hidden(scope, ids)) {
      return kernels.run(scope, "head_nll", x, rows, finalNorm, head, targets).head();
    }
  }

  @Override
  public KeyValueCache newCache(int batch, int capacity) {
    checkLength(capacity);
    return new KeyValueCache(
        manager, config.layers(), batch, capacity, config.heads(), config.headSize());
  }

  @Override
  public NDArray cachedHidden(
      NDManager scope,
      NDArray ids,
      NDArray positions,
      KeyValueCache cache,
      long[] sequences,
      int end) {
    long keys = KeyValueCache.roundUp(end);
    boolean allInOrder = cache.isAll(sequences);
    NDArray rows = scope.create(sequences);
    NDArray x = kernels.run(scope, "embed_at", tokens, this.positions, ids, positions).head();
    for (int i = 0; i < blocks.length; i++) {
      Block b = blocks[i];
      NDArray middle =
          kernels
              .run(
                  scope,
                  "attention_cached",
                  x,
                  b.attention,
                  cache.allKeys(i),
                  cache.allValues(i),
                  rows,
                  positions,
                  keys,
                  allInOrder)
              .head();
      x = feedForward(scope, b, x, middle);
    }
    return x;
  }

  @Override
  public NDArray head(NDManager scope, NDArray hidden, NDArray rows) {
    return kernels.run(scope, "logits", hidden, rows, finalNorm, head).head();
  }

  @Override
  public NDArray normed(NDManager scope, NDArray hidden, NDArray rows) {
    return kernels.run(scope, "choose", hidden, rows, finalNorm).head();
  }

  @Override
  public NDArray headWeight() {
    return head;
  }

  @Override
  public Precision precision() {
    return Precision.FP32;
  }

  @Override
  public NDArray treeHidden(NDManager scope, NDArray ids, NDArray positions, NDArray visible) {
    NDArray x = kernels.run(scope, "embed_at", tokens, this.positions, ids, positions).head();
    for (Block b : blocks) {
      x =
          feedForward(
              scope, b, x, kernels.run(scope, "attention_tree", x, b.attention, visible).head());
    }
    return x;
  }

  @Override
  public NDArray hidden(NDManager scope, NDArray ids) {
    checkLength(Math.toIntExact(ids.getShape().get(1)));
    NDArray x = kernels.run(scope, "embed", tokens, positions, ids).head();
    for (Block b : blocks) {
      x = feedForward(scope, b, x, kernels.run(scope, "attention", x, b.attention).head());
    }
    return x;
  }

  /** The part of a block behind its attention; closes both inputs. */
  private NDArray feedForward(NDManager scope, Block b, NDArray x, NDArray middle) {
    x.close();
    try (middle) {
      return kernels.run(scope, "feed_forward", middle, b.feedForward).head();
    }
  }

  private void checkLength(int time) {
    if (time < 1 || time > config.blockSize()) {
      throw new IllegalArgumentException(
          "%d positions do not fit the model's block size %d".formatted(time, config.blockSize()));
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
