package org.smdm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.tensor.Kernels;
import org.smdm.tensor.RandomStreams;

/**
 * The transformer of the paper: pre-norm, rotary positions, SwiGLU, no biases, untied head.
 *
 * <pre>
 * x = wte[ids]
 * for each block:  x = x + proj(attention(norm_1(x)));  x = x + w3(silu(w1 n) · w2 n), n = norm_2(x)
 * logits = lm_head(ln_f(x))
 * </pre>
 *
 * <p>One class serves both families: an ARM attends causally and may keep a {@link KeyValueCache};
 * an MDM attends to every position and embeds one id more, the mask. Source: reference {@code
 * lit_gpt/model.py} and {@code lit_gpt/diffmodel.py}.
 *
 * <p>Closing it frees its parameters. Not for several threads at once.
 */
public final class Transformer implements LanguageModel {

  private static final long LOGITS_BYTES = 32L << 20;
  private static final long LEAST_CHUNK = 128;

  private final ModelConfig config;
  private final ModelFamily family;
  private final Precision precision;
  private final NDManager manager;
  private final Kernels kernels;
  private final RotaryTable rotary;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final TransformerBlock[] blocks;
  private final NDArray embedding;
  private final NDArray finalNorm;
  private final NDArray head;

  /** Gives a parameter its first value. */
  @FunctionalInterface
  public interface ParameterSource {
    NDArray create(NDManager manager, String name, Shape shape);
  }

  /**
   * A freshly initialised model.
   *
   * @param parent owns the model and gives the device
   * @param config its shape
   * @param family ARM or MDM
   * @param precision of the matrix products
   * @param streams seed of the weights; the same on every device
   */
  public static Transformer initialized(
      NDManager parent,
      ModelConfig config,
      ModelFamily family,
      Precision precision,
      RandomStreams streams) {
    Initialization initialization = new Initialization(config, streams);
    return new Transformer(
        parent,
        config,
        family,
        precision,
        (manager, name, shape) -> manager.create(initialization.values(name, shape), shape));
  }

  public Transformer(
      NDManager parent,
      ModelConfig config,
      ModelFamily family,
      Precision precision,
      ParameterSource source) {
    this.config = config;
    this.family = family;
    this.precision = precision;
    this.manager = parent.newSubManager();
    this.kernels = Kernels.load(manager, "transformer.py", "Transformer", kernelAttributes());
    this.rotary = new RotaryTable(manager, config);
    ParameterShapes.of(config, family)
        .forEach(
            (name, shape) -> {
              parameters.put(name, source.create(manager, name, shape));
            });
    embedding = parameters.get(ParameterShapes.EMBEDDING);
    finalNorm = parameters.get(ParameterShapes.FINAL_NORM);
    head = parameters.get(ParameterShapes.HEAD);
    blocks = new TransformerBlock[config.layers()];
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = TransformerBlock.of(parameters, i);
    }
  }

  /** What the kernels must know of the shape. */
  Map<String, Object> kernelAttributes() {
    return Map.of(
        "heads",
        (long) config.heads(),
        "query_groups",
        (long) config.queryGroups(),
        "causal",
        family.causal(),
        "norm_eps",
        config.normEps(),
        "compute",
        Kernels.scalarType(precision),
        "head_chunk",
        headChunk(config));
  }

  /**
   * Rows whose logits exist at once in losses and their gradients: what takes {@value
   * #LOGITS_BYTES} bytes in float32, but no fewer than matrix products need to be fast.
   *
   * @param config shape of the model
   */
  public static long headChunk(ModelConfig config) {
    return headChunk(config.paddedVocabSize());
  }

  /** {@link #headChunk(ModelConfig)} of a head with that many rows. */
  static long headChunk(int vocab) {
    return Math.max(LEAST_CHUNK, LOGITS_BYTES / 4 / vocab);
  }

  /** The model's shape. */
  public ModelConfig config() {
    return config;
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
    return config.maskId();
  }

  @Override
  public ModelFamily family() {
    return family;
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public NDArray headWeight() {
    return head;
  }

  @Override
  public NDManager manager() {
    return manager;
  }

  /** Parameters by the reference's names, in its order; live, not copies. */
  public Map<String, NDArray> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  @Override
  public NDArray hidden(NDManager scope, NDArray ids) {
    return hidden(scope, ids, blocks.length);
  }

  /** The residual stream behind some of the blocks. */
  private NDArray hidden(NDManager scope, NDArray ids, int layers) {
    NDList angles = angles(scope, ids);
    NDArray x = kernels.run(scope, "embed", embedding, ids).head();
    for (TransformerBlock b : Arrays.asList(blocks).subList(0, layers)) {
      NDArray middle = kernels.run(scope, "attention", x, b.qkv(), b.proj(), angles).head();
      x.close();
      x = feedForward(scope, middle, b);
    }
    return x;
  }

  /** Closes its input. */
  private NDArray feedForward(NDManager scope, NDArray middle, TransformerBlock b) {
    try (middle) {
      return kernels.run(scope, "swiglu", middle, b.swiglu()).head();
    }
  }

  /**
   * How much every position looks at every other, to be shown: training and sampling never hold it.
   *
   * @param scope receives the result
   * @param ids (batch, time) int64, time at most the block size
   * @param layer from 0
   * @return (batch, heads, time, time) float32: query positions, then key positions; sums over keys
   *     are 1
   * @throws IllegalArgumentException when there is no such layer
   */
  public NDArray attentionWeights(NDManager scope, NDArray ids, int layer) {
    if (layer < 0 || layer >= blocks.length) {
      throw new IllegalArgumentException(
          "layer %d of a model with layers 0 to %d".formatted(layer, blocks.length - 1));
    }
    NDList angles = angles(scope, ids);
    TransformerBlock b = blocks[layer];
    try (NDArray x = hidden(scope, ids, layer)) {
      return kernels.run(scope, "attention_weights", x, b.qkv(), angles).head();
    }
  }

  /** Cosines and sines of the positions that ids (batch, time) fill. */
  NDList angles(NDManager scope, NDArray ids) {
    int time = time(ids);
    checkLength(time);
    return rotary.rows(scope, 0, time);
  }

  TransformerBlock block(int layer) {
    return blocks[layer];
  }

  NDArray embedding() {
    return embedding;
  }

  NDArray finalNorm() {
    return finalNorm;
  }

  NDArray head() {
    return head;
  }

  @Override
  public NDArray nll(NDManager scope, NDArray ids, NDArray rows, NDArray targets) {
    return kernels
        .run(scope, "head_nll", hidden(scope, ids), rows, finalNorm, head, targets)
        .head();
  }

  @Override
  public NDArray head(NDManager scope, NDArray hidden, NDArray rows) {
    return kernels.run(scope, "logits", hidden, rows, finalNorm, head).head();
  }

  @Override
  public NDArray normed(NDManager scope, NDArray hidden, NDArray rows) {
    return kernels.run(scope, "normed", hidden, rows, finalNorm).head();
  }

  @Override
  public NDArray treeHidden(NDManager scope, NDArray ids, NDArray positions, NDArray visible) {
    NDList angles = kernels.run(scope, "angles_at", rotary.cos, rotary.sin, positions);
    NDArray x = kernels.run(scope, "embed", embedding, ids).head();
    for (TransformerBlock b : blocks) {
      NDArray middle =
          kernels.run(scope, "attention_tree", x, b.qkv(), b.proj(), angles, visible).head();
      x.close();
      x = feedForward(scope, middle, b);
    }
    return x;
  }

  @Override
  public NDArray hiddenOf(NDManager scope, NDArray ids, NDArray positions) {
    if (family.causal()) {
      return LanguageModel.super.hiddenOf(scope, ids, positions);
    }
    NDList angles = angles(scope, ids);
    NDArray before = hidden(scope, ids, blocks.length - 1);
    TransformerBlock b = blocks[blocks.length - 1];
    NDArray middle =
        kernels.run(scope, "attention_of", before, b.qkv(), b.proj(), angles, positions).head();
    before.close();
    return feedForward(scope, middle, b);
  }

  @Override
  public KeyValueCache newCache(int batch, int capacity) {
    checkLength(capacity);
    return new KeyValueCache(
        manager, config.layers(), batch, capacity, config.queryGroups(), config.headSize());
  }

  @Override
  public NDArray cachedHidden(
      NDManager scope,
      NDArray ids,
      NDArray positions,
      KeyValueCache cache,
      long[] sequences,
      int end) {
    long keys = family.causal() ? KeyValueCache.roundUp(end) : end;
    boolean allInOrder = cache.isAll(sequences);
    NDArray places = scope.create(sequences);
    NDArray x = kernels.run(scope, "embed", embedding, ids).head();
    for (int i = 0; i < blocks.length; i++) {
      TransformerBlock b = blocks[i];
      NDArray middle =
          kernels
              .run(
                  scope,
                  "attention_cached",
                  x,
                  b.qkv(),
                  b.proj(),
                  rotary.cos,
                  rotary.sin,
                  cache.allKeys(i),
                  cache.allValues(i),
                  places,
                  positions,
                  keys,
                  allInOrder)
              .head();
      x.close();
      x = feedForward(scope, middle, b);
    }
    return x;
  }

  @Override
  public void close() {
    manager.close();
  }

  private void checkLength(int time) {
    if (time < 1 || time > config.blockSize()) {
      throw new IllegalArgumentException(
          "%d positions do not fit the model's block size %d".formatted(time, config.blockSize()));
    }
  }

  private static int time(NDArray ids) {
    return Math.toIntExact(ids.getShape().get(1));
  }
}
