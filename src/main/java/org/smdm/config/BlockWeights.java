package org.smdm.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of a block in the order in which its functions take them, those of the paper and what
 * an {@link Architecture} changes.
 */
public final class BlockWeights {

  /** Those of the paper's block, by their names in {@code transformer.py}. */
  public static final List<String> USUAL =
      List.of("norm_1", "qkv", "proj", "norm_2", "w1", "w2", "w3");

  private BlockWeights() {}

  /**
   * The sizes of each, (out, in) of linear maps.
   *
   * @param model its shape
   */
  public static Map<String, long[]> of(ModelConfig model) {
    long embd = model.embd();
    long ffn = model.ffn();
    Map<String, long[]> weights = new LinkedHashMap<>();
    weights.put("norm_1", new long[] {embd});
    weights.put("qkv", new long[] {model.qkvRows(), embd});
    weights.put("proj", new long[] {embd, model.headWidth()});
    weights.put("norm_2", new long[] {embd});
    weights.put("w1", new long[] {ffn, embd});
    weights.put("w2", new long[] {ffn, embd});
    weights.put("w3", new long[] {embd, ffn});
    if (model.architecture() != null) {
      weights.keySet().removeAll(model.architecture().without());
      model
          .architecture()
          .blockWeights()
          .forEach((name, weight) -> weights.put(name, weight.sizes(model)));
    }
    return weights;
  }

  /** Elements of a weight. */
  static long size(long[] sizes) {
    long size = 1;
    for (long length : sizes) {
      size *= length;
    }
    return size;
  }
}
