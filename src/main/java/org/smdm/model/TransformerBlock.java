package org.smdm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Map;

/**
 * The parameters of one block, or their gradients, as its kernels take them; linear weights are
 * (out, in).
 *
 * @param qkv the norm before attention, and queries, keys and values
 * @param proj attention's projection back
 * @param swiglu the norm before the feed-forward part, and its w1, w2 and w3
 */
record TransformerBlock(NDList qkv, NDArray proj, NDList swiglu) {

  /** Those of one layer among all. */
  static TransformerBlock of(Map<String, NDArray> arrays, int layer) {
    return new TransformerBlock(
        parts(arrays, layer, "norm_1", "attn.attn"),
        arrays.get(ParameterShapes.block(layer, "attn.proj")),
        parts(arrays, layer, "norm_2", "mlp.swiglu.w1", "mlp.swiglu.w2", "mlp.swiglu.w3"));
  }

  private static NDList parts(Map<String, NDArray> arrays, int layer, String... names) {
    NDList parts = new NDList();
    for (String name : names) {
      parts.add(arrays.get(ParameterShapes.block(layer, name)));
    }
    return parts;
  }
}
