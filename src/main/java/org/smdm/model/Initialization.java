package org.smdm.model;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.config.ModelConfig;
import org.smdm.tensor.RandomStreams;

/**
 * Initial weights (reference {@code GPT._init_weights}): norms are 1; embeddings and linears are
 * normal with variance 2 / (5·embd); the two projections back into the residual stream are normal
 * with standard deviation 1 / √embd / layers.
 */
final class Initialization {

  private final ModelConfig config;
  private final RandomStreams streams;

  Initialization(ModelConfig config, RandomStreams streams) {
    this.config = config;
    this.streams = streams;
  }

  /**
   * Values of one parameter; they depend on the seed, the name and the shape alone, not on the
   * device.
   */
  float[] values(String name, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.size())];
    if (shape.dimension() == 1) {
      Arrays.fill(values, 1f);
      return values;
    }
    double deviation = deviation(name);
    UniformRandomProvider uniform = streams.stream("init:" + name);
    RandomGenerator normal = uniform::nextLong;
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * normal.nextGaussian());
    }
    return values;
  }

  double deviation(String name) {
    boolean intoResidual = name.endsWith("attn.proj.weight") || name.endsWith("swiglu.w3.weight");
    return intoResidual
        ? 1 / Math.sqrt(config.embd()) / config.layers()
        : Math.sqrt(2.0 / 5 / config.embd());
  }
}
