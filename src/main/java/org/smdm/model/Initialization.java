package org.smdm.model;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.commons.rng.UniformRandomProvider;
import org.smdm.config.Architecture;
import org.smdm.config.ModelConfig;
import org.smdm.tensor.RandomStreams;

/**
 * Initial weights (reference {@code GPT._init_weights}): norms are 1; embeddings and linears are
 * normal with variance 2 / (5·embd); the two projections back into the residual stream are normal
 * with standard deviation 1 / √embd / layers. Weights that an architecture declares begin as it
 * says.
 */
final class Initialization {

  private final ModelConfig config;
  private final RandomStreams streams;
  private final Map<String, Architecture.Weight> declared = new HashMap<>();

  Initialization(ModelConfig config, RandomStreams streams) {
    this.config = config;
    this.streams = streams;
    Architecture architecture = config.architecture();
    if (architecture != null) {
      for (int layer = 0; layer < config.layers(); layer++) {
        int number = layer;
        architecture
            .blockWeights()
            .forEach((name, weight) -> declared.put(ParameterShapes.block(number, name), weight));
      }
      architecture
          .embeddingWeights()
          .forEach((name, weight) -> declared.put(ParameterShapes.beside(name), weight));
    }
  }

  private Architecture.Start start(String name, Shape shape) {
    Architecture.Weight weight = declared.get(name);
    if (weight != null && weight.start() != Architecture.Start.USUAL) {
      return weight.start();
    }
    return shape.dimension() == 1 ? Architecture.Start.ONES : Architecture.Start.NORMAL;
  }

  /**
   * Values of one parameter; they depend on the seed, the name and the shape alone, not on the
   * device.
   */
  float[] values(String name, Shape shape) {
    float[] values = new float[Math.toIntExact(shape.size())];
    Architecture.Start start = start(name, shape);
    if (start == Architecture.Start.ONES) {
      Arrays.fill(values, 1f);
    }
    if (start == Architecture.Start.ONES || start == Architecture.Start.ZEROS) {
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
    Architecture.Weight weight = declared.get(name);
    if (weight != null && weight.deviation() != null) {
      return weight.deviation();
    }
    boolean intoResidual =
        name.endsWith("attn.proj.weight")
            || name.endsWith("swiglu.w3.weight")
            || (weight != null && weight.start() == Architecture.Start.RESIDUAL);
    return intoResidual
        ? 1 / Math.sqrt(config.embd()) / config.layers()
        : Math.sqrt(2.0 / 5 / config.embd());
  }
}
