package org.smdm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smdm.config.OptimizerConfig;
import org.smdm.model.Transformer;
import org.smdm.tensor.Kernels;

/**
 * AdamW with global gradient-norm clipping over all parameters of a model, in one native call per
 * step. Its state is float32 on the model's device and freed with the model.
 */
public final class AdamW {

  private final OptimizerConfig config;
  private final NDManager manager;
  private final Kernels kernels;
  private final NDArray[] parameters;
  private final NDArray[] first;
  private final NDArray[] second;
  private final NDArray[] stepNumbers;
  private final String[] names;
  private final NDArray stepNumber;
  private NDArray[] gradients;
  private long steps;

  /**
   * @param model whose parameters are updated
   * @param config rates of decay, weight decay, clipping
   */
  public AdamW(Transformer model, OptimizerConfig config) {
    this.config = config;
    this.manager = model.manager();
    this.kernels = Kernels.load(manager, "adamw.py", "AdamW", Map.of());
    this.names = model.parameters().keySet().toArray(String[]::new);
    this.parameters = model.parameters().values().toArray(NDArray[]::new);
    this.stepNumber = manager.zeros(new Shape());
    int count = parameters.length;
    first = new NDArray[count];
    second = new NDArray[count];
    stepNumbers = new NDArray[count];
    for (int i = 0; i < count; i++) {
      first[i] = manager.zeros(parameters[i].getShape());
      second[i] = manager.zeros(parameters[i].getShape());
      stepNumbers[i] = stepNumber;
    }
  }

  /**
   * Clips the accumulated gradients, updates the parameters and clears the gradients.
   *
   * @param scope receives the result
   * @param learningRate of this step
   * @return global L2 norm of the gradients before clipping, ()
   */
  public NDArray step(NDManager scope, double learningRate) {
    if (gradients == null) {
      // The first backward pass makes the arrays; later ones add to them in place.
      gradients = new NDArray[parameters.length];
      for (int i = 0; i < gradients.length; i++) {
        gradients[i] = parameters[i].getGradient();
      }
    }
    steps++;
    stepNumber.set(new float[] {steps});
    return kernels
        .run(
            scope,
            "step",
            parameters,
            gradients,
            first,
            second,
            stepNumbers,
            learningRate,
            config.beta1(),
            config.beta2(),
            config.eps(),
            config.weightDecay(),
            config.gradientClip())
        .head();
  }

  /** Steps taken so far. */
  public long steps() {
    return steps;
  }

  /** First and second moments, named {@code exp_avg.PARAMETER} and {@code exp_avg_sq.PARAMETER}. */
  public Map<String, NDArray> moments() {
    Map<String, NDArray> moments = new LinkedHashMap<>();
    for (int i = 0; i < names.length; i++) {
      moments.put("exp_avg." + names[i], first[i]);
      moments.put("exp_avg_sq." + names[i], second[i]);
    }
    return moments;
  }
}
