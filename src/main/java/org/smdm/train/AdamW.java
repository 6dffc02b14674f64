package org.smdm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smdm.config.OptimizerConfig;
import org.smdm.model.GradientPass;
import org.smdm.model.Transformer;
import org.smdm.tensor.Kernels;

/**
 * AdamW with global gradient-norm clipping over parameters of a model, in two native calls per
 * step. Its state is float32 on the model's device and freed with the model.
 */
public final class AdamW {

  /**
   * What is updated.
   *
   * @param name of a parameter
   * @param parameter values, or some of them; changed in place
   * @param gradient of the same shape; cleared by each step
   */
  public record Target(String name, NDArray parameter, NDArray gradient) {}

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
   * Updates a whole model.
   *
   * @param model whose parameters are updated
   * @param pass holds their gradients
   * @param config rates of decay, weight decay, clipping
   */
  public AdamW(Transformer model, GradientPass pass, OptimizerConfig config) {
    this(model.manager(), targets(model, pass), config);
  }

  /**
   * Updates some values.
   *
   * @param manager owns the state
   * @param targets what is updated
   * @param config rates of decay, weight decay, clipping
   */
  AdamW(NDManager manager, List<Target> targets, OptimizerConfig config) {
    this.config = config;
    this.kernels = Kernels.load(manager, "AdamW", Map.of());
    this.names = targets.stream().map(Target::name).toArray(String[]::new);
    this.parameters = targets.stream().map(Target::parameter).toArray(NDArray[]::new);
    this.gradients = targets.stream().map(Target::gradient).toArray(NDArray[]::new);
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

  private static List<Target> targets(Transformer model, GradientPass pass) {
    return model.parameters().entrySet().stream()
        .map(p -> new Target(p.getKey(), p.getValue(), pass.gradients().get(p.getKey())))
        .toList();
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
    Object all = gradients;
    try (NDArray norm = kernels.run(scope, "norm", all).head()) {
      return step(scope, norm, learningRate);
    }
  }

  /**
   * The same with a norm that counts the gradients of others.
   *
   * @param norm () float32 of all gradients together
   */
  NDArray step(NDManager scope, NDArray norm, double learningRate) {
    return kernels
        .run(
            scope,
            "step",
            parameters,
            gradients,
            first,
            second,
            stepNumbers,
            norm,
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

  /** The square of the norm of this one's gradients, (1) float64. */
  NDArray squaredNorm(NDManager scope) {
    Object all = gradients;
    return kernels.run(scope, "square", all).head();
  }

  /** The norm, () float32, of which that is the square. */
  NDArray root(NDManager scope, NDArray square) {
    return kernels.run(scope, "root", square).head();
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
