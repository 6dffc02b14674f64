package org.smdm.model;

import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smdm.config.ModelConfig;
import org.smdm.config.ModelFamily;

/** Names and shapes of a model's parameters, those of the released SMDM weights. */
public final class ParameterShapes {

  public static final String HEAD = "lm_head.weight";
  public static final String EMBEDDING = "transformer.wte.weight";
  public static final String FINAL_NORM = "transformer.ln_f.weight";

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
    shapes.put(HEAD, new Shape(config.paddedVocabSize(), embd));
    shapes.put(EMBEDDING, new Shape(config.embeddingRows(family), embd));
    for (int layer = 0; layer < config.layers(); layer++) {
      shapes.put(block(layer, "norm_1"), new Shape(embd));
      shapes.put(block(layer, "attn.attn"), new Shape(config.qkvRows(), embd));
      shapes.put(block(layer, "attn.proj"), new Shape(embd, config.headWidth()));
      shapes.put(block(layer, "norm_2"), new Shape(embd));
      shapes.put(block(layer, "mlp.swiglu.w1"), new Shape(config.ffn(), embd));
      shapes.put(block(layer, "mlp.swiglu.w2"), new Shape(config.ffn(), embd));
      shapes.put(block(layer, "mlp.swiglu.w3"), new Shape(embd, config.ffn()));
    }
    shapes.put(FINAL_NORM, new Shape(embd));
    return shapes;
  }

  /** Other shapes that some parameters may have: what came of a Llama has no padding rows. */
  public static Map<String, Shape> unpadded(ModelConfig config, ModelFamily family) {
    Shape rows = new Shape(config.vocabSize(), config.embd());
    return family == ModelFamily.ARM ? Map.of(HEAD, rows, EMBEDDING, rows) : Map.of();
  }

  static String block(int layer, String part) {
    return blockPrefix(layer) + part + ".weight";
  }

  /** How the names of a block's parameters begin. */
  static String blockPrefix(int layer) {
    return "transformer.h." + layer + ".";
  }
}
