package org.smdm.model;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** The parameters of one block, or their gradients; linear weights are (out, in). */
record TransformerBlock(
    NDArray norm1, NDArray qkv, NDArray proj, NDArray norm2, NDArray w1, NDArray w2, NDArray w3) {

  /** Those of one layer among all. */
  static TransformerBlock of(Map<String, NDArray> arrays, int layer) {
    return new TransformerBlock(
        arrays.get(ParameterShapes.block(layer, "norm_1")),
        arrays.get(ParameterShapes.block(layer, "attn.attn")),
        arrays.get(ParameterShapes.block(layer, "attn.proj")),
        arrays.get(ParameterShapes.block(layer, "norm_2")),
        arrays.get(ParameterShapes.block(layer, "mlp.swiglu.w1")),
        arrays.get(ParameterShapes.block(layer, "mlp.swiglu.w2")),
        arrays.get(ParameterShapes.block(layer, "mlp.swiglu.w3")));
  }
}
