package org.smdm.model;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smdm.config.Architecture;
import org.smdm.config.BlockWeights;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;

/** Names and shapes of a model's parameters, those of the released SMDM weights. */
public final class ParameterShapes {

  public static final String HEAD = "lm_head.weight";
  public static final String EMBEDDING = "transformer.wte.weight";
  public static final String FINAL_NORM = "transformer.ln_f.weight";

  /** The released names of the paper's weights; others keep theirs. */
  private static final Map<String, String> RELEASED =
      Map.of(
          "qkv", "attn.attn",
          "proj", "attn.proj",
          "w1", "mlp.swiglu.w1",
          "w2", "mlp.swiglu.w2",
          "w3", "mlp.swiglu.w3");

  private ParameterShapes() {}

  /**
   * Every parameter in the reference's order; linear weights are (out, in).
   *
   * @param config the model's shape
   * @param family decides whether the embedding has a mask row
   */
  public static Map<String, Shape> of(ModelConfig config, ModelFamily family) {
    int embd = config.embd();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    if (!config.hasTiedHead()) {
      shapes.put(HEAD, new Shape(config.paddedVocabSize(), embd));
    }
    shapes.put(EMBEDDING, new Shape(config.embeddingRows(family), embd));
    if (config.architecture() != null) {
      config
          .architecture()
          .embeddingWeights()
          .forEach((name, weight) -> shapes.put(beside(name), new Shape(weight.sizes(config))));
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      int number = layer;
      BlockWeights.of(config)
          .forEach((name, sizes) -> shapes.put(block(number, name), new Shape(sizes)));
    }
    shapes.put(FINAL_NORM, new Shape(embd));
    return shapes;
  }

  /** The parameters that weight decay leaves alone: of the reference none. */
  public static Set<String> withoutDecay(ModelConfig config) {
    Set<String> names = new HashSet<>();
    if (config.architecture() != null) {
      config
          .architecture()
          .embeddingWeights()
          .values()
          .forEach(weight -> addUndecayed(weight, beside(weight.name()), names));
      for (int layer = 0; layer < config.layers(); layer++) {
        int number = layer;
        config
            .architecture()
            .blockWeights()
            .values()
            .forEach(weight -> addUndecayed(weight, block(number, weight.name()), names));
      }
    }
    return names;
  }

  private static void addUndecayed(Architecture.Weight weight, String name, Set<String> names) {
    if (!weight.hasDecay()) {
      names.add(name);
    }
  }

  /** Other shapes that some parameters may have: what came of a Llama has no padding rows. */
  public static Map<String, Shape> unpadded(ModelConfig config, ModelFamily family) {
    Shape rows = new Shape(config.vocabSize(), config.embd());
    return family == ModelFamily.ARM ? Map.of(HEAD, rows, EMBEDDING, rows) : Map.of();
  }

  /**
   * The parameter of a block's weight.
   *
   * @param layer from 0
   * @param weight its name in the model's functions
   */
  static String block(int layer, String weight) {
    return blockPrefix(layer) + RELEASED.getOrDefault(weight, weight) + ".weight";
  }

  /** The parameters of a block, in the order in which its functions take them. */
  static List<String> block(ModelConfig config, int layer) {
    return BlockWeights.of(config).keySet().stream().map(weight -> block(layer, weight)).toList();
  }

  /** The embedding and what an architecture has beside it. */
  static List<String> embedding(ModelConfig config) {
    List<String> names = new ArrayList<>(List.of(EMBEDDING));
    if (config.architecture() != null) {
      config.architecture().embeddingWeights().keySet().forEach(name -> names.add(beside(name)));
    }
    return names;
  }

  /** The parameter of a weight beside the embedding. */
  static String beside(String weight) {
    return "transformer." + weight + ".weight";
  }

  /** How the names of a block's parameters begin. */
  static String blockPrefix(int layer) {
    return "transformer.h." + layer + ".";
  }
}
