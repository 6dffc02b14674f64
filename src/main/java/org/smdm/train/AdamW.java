package org.smdm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.smdm.config.OptimizerConfig;
import org.smdm.model.GradientPass;
import org.smdm.model.Transformer;
import org.smdm.tensor.Kernels;

/**
 * AdamW with global gradient-norm clipping over all parameters of a model, in one native call per
 * step. Its state is float32 on the model's device and freed with the model.
 */
public final class AdamW {

  private final OptimizerConfig config;
  private final Kernels kernels;
  private final NDArray[] parameters;
  private final NDArray[] gradients;
  private final NDArray[] first;
  private final NDArray[] second;
  private final NDArray[] stepNumbers;
  private final String[] names;
  private final NDArray stepNumber;
  private final NDArray meanNorm;

  /**
   * @param model whose parameters are updated
   * @param pass holds their gradients
   * @param config rates of decay, weight decay, clipping
   */
  public AdamW(Transformer model, GradientPass pass, OptimizerConfig config) {
    this.config = config;
    NDManager manager = model.manager();
    this.kernels = Kernels.load(manager, "adamw.py", "AdamW", Map.of());
    this.names = model.parameters().keySet().toArray(String[]::new);
    this.parameters = model.parameters().values().toArray(NDArray[]::new);
    this.gradients = Arrays.stream(names).map(pass.gradients()::get).toArray(NDArray[]::new);
    this.stepNumber = manager.zeros(new Shape());
    this.meanNorm = manager.zeros(new Shape());
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
   * @return (2) global L2 norm of the gradients before clipping, and 1 where the step was left out
   *     as a spike, else 0
   */
  public NDArray step(NDManager scope, double learningRate) {
    return kernels
        .run(
            scope,
            "step",
            parameters,
            gradients,
            first,
            second,
            stepNumbers,
            stepNumber,
            meanNorm,
            learningRate,
            config.beta1(),
            config.beta2(),
            config.eps(),
            config.weightDecay(),
            config.gradientClip(),
            config.skipAboveNorm())
        .head();
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

  /** The whole state: {@link #moments()}, {@code steps} taken and {@code mean_norm}; live. */
  public Map<String, NDArray> state() {
    Map<String, NDArray> state = moments();
    state.put("steps", stepNumber);
    state.put("mean_norm", meanNorm);
    return state;
  }
}
