package org.smdm.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.smdm.config.ModelConfig;
import org.smdm.config.RopePrecision;

/**
 * Cosines and sines of the rotary position embedding (RoPE): angle(position, i) = position ·
 * base^(−2i / headSize) for i below headSize / 2, its frequency scaled where the model says so.
 * Computed in float32 as the reference does; optionally rounded to bfloat16, still used as float32
 * factors.
 */
final class RotaryTable {

  /** Cosines, (blockSize, headSize / 2), float32. */
  final NDArray cos;

  /** Sines, (blockSize, headSize / 2), float32. */
  final NDArray sin;

  RotaryTable(NDManager manager, ModelConfig config) {
    int positions = config.blockSize();
    int half = config.headSize() / 2;
    float[] cosines = new float[positions * half];
    float[] sines = new float[positions * half];
    for (int i = 0; i < half; i++) {
      float exponent = (float) (2 * i) / config.headSize();
      float frequency = 1f / (float) Math.pow(config.ropeBase(), exponent);
      if (config.ropeScaling() != null) {
        frequency = config.ropeScaling().scaled(frequency);
      }
      for (int position = 0; position < positions; position++) {
        float angle = position * frequency;
        cosines[position * half + i] = (float) Math.cos(angle);
        sines[position * half + i] = (float) Math.sin(angle);
      }
    }
    if (config.ropePrecision() == RopePrecision.BF16) {
      roundToBfloat16(cosines);
      roundToBfloat16(sines);
    }
    cos = manager.create(cosines, new Shape(positions, half));
    sin = manager.create(sines, new Shape(positions, half));
  }

  /** Rounds each value to the nearest bfloat16, ties to even. */
  private static void roundToBfloat16(float[] values) {
    for (int i = 0; i < values.length; i++) {
      int bits = Float.floatToRawIntBits(values[i]);
      bits += 0x7FFF + ((bits >>> 16) & 1);
      values[i] = Float.intBitsToFloat(bits & 0xFFFF0000);
    }
  }
}
