package org.smdm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;
import org.smdm.config.Precision;
import org.smdm.tensor.Kernels;
import org.smdm.tensor.RandomStreams;

/**
 * The transformer of the paper: pre-norm, rotary positions, SwiGLU, no biases, untied head; {@code
 * transformer.py} is its block.
 *
 * <p>One class serves both families: an ARM attends causally and may keep a {@link KeyValueCache};
 * an MDM attends to every position and embeds one id more, the mask. Source: reference {@code
 * lit_gpt/model.py} and {@code lit_gpt/diffmodel.py}.
 *
 * <p>Closing it frees its parameters. Not for several threads at once.
 */
public final class Transformer implements LanguageModel {

  private final ModelConfig config;
  private final ModelFamily family;
  private final Precision precision;
  private final NDManager manager;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();
  private final BlockStack blocks;

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

  /**
   * A model of given weights.
   *
   * @param parent owns the model and gives the device
   * @param config its shape and architecture
   * @param family ARM or MDM
   * @param precision of the matrix products
   * @param source of each parameter
   */
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
    ParameterShapes.of(config, family)
        .forEach((name, shape) -> parameters.put(name, source.create(manager, name, shape)));
    RotaryTable rotary = new RotaryTable(manager, config);
    BlockStack.Weights weights =
        new BlockStack.Weights(
            arrays(parameters, ParameterShapes.embedding(config)),
            new NDArray[] {rotary.cos, rotary.sin},
            blocksOf(parameters, config),
            new NDArray[] {parameters.get(ParameterShapes.FINAL_NORM)},
            headOf(parameters, config));
    Map<String, Object> attributes =
        Map.of(
            "heads",
            (long) config.heads(),
            "query_groups",
            (long) config.queryGroups(),
            "causal",
            family.causal(),
            "norm_eps",
            config.normEps(),
            "compute",
            Kernels.scalarType(precision));
    boolean seesMaskRatio = config.architecture() != null && config.architecture().seesMaskRatio();
    NDArray mask = seesMaskRatio ? manager.create((long) config.maskId()) : null;
    Kernels kernels = ModelProgram.load(manager, config, attributes);
    blocks = new BlockStack(manager, kernels, precision, weights, family.causal(), mask);
  }

  /** The weights of every block, or their gradients, as its kernel takes them. */
  static NDArray[][] blocksOf(Map<String, NDArray> arrays, ModelConfig config) {
    NDArray[][] blocks = new NDArray[config.layers()][];
    Arrays.setAll(blocks, layer -> arrays(arrays, ParameterShapes.block(config, layer)));
    return blocks;
  }

  /** The head, or where it is tied the rows of the embedding that are predicted. */
  static NDArray headOf(Map<String, NDArray> arrays, ModelConfig config) {
    return config.hasTiedHead()
        ? arrays.get(ParameterShapes.EMBEDDING).get("0:{}", config.paddedVocabSize())
        : arrays.get(ParameterShapes.HEAD);
  }

  static NDArray[] arrays(Map<String, NDArray> arrays, List<String> names) {
    return names.stream().map(arrays::get).toArray(NDArray[]::new);
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
  public BlockStack blocks() {
    return blocks;
  }

  @Override
  public NDManager manager() {
    return manager;
  }

  /** Parameters by the reference's names, in its order; live, not copies. */
  public Map<String, NDArray> parameters() {
    return Collections.unmodifiableMap(parameters);
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
    if (layer < 0 || layer >= config.layers()) {
      throw new IllegalArgumentException(
          "layer %d of a model with layers 0 to %d".formatted(layer, config.layers() - 1));
    }
    return blocks.attentionWeights(scope, ids, layer);
  }

  @Override
  public KeyValueCache newCache(int batch, int capacity) {
    return blocks.newCache(batch, capacity, config.queryGroups(), config.headSize());
  }

  @Override
  public void close() {
    manager.close();
  }
}
