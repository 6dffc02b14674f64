package org.smdm.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smdm.config.OptimizerConfig;
import org.smdm.model.GradientPass;
import org.smdm.model.ParameterShapes;
import org.smdm.model.Transformer;
import org.smdm.tensor.Kernels;
import org.smdm.tensor.Workers;

/**
 * AdamW with global gradient-norm clipping over parameters of a model, shared by threads in the
 * same groups whatever their number. Its state is float32 on the model's device and freed with the
 * model.
 */
public final class AdamW {

  /**
   * What is updated.
   *
   * @param name of a parameter
   * @param parameter values, or some of them; changed in place
   * @param gradient of the same shape; cleared by each step
   * @param hasDecay whether weight decay takes from it
   */
  public record Target(String name, NDArray parameter, NDArray gradient, boolean hasDecay) {}

  /** Elements of a group at least, where another way to decay or the end does not end it. */
  private static final long LEAST = 1 << 20;

  private final OptimizerConfig config;
  private final Kernels kernels;
  private final Workers workers;
  private final List<Group> groups = new ArrayList<>();
  private final Map<String, NDArray> moments = new LinkedHashMap<>();
  private final NDArray stepNumber;
  private final NDArray meanNorm;

  /** Targets that one thread updates, one after the other. */
  private record Group(
      NDArray[] parameters,
      NDArray[] gradients,
      NDArray[] first,
      NDArray[] second,
      NDArray[] stepNumbers,
      double weightDecay) {}

  /**
   * Updates a whole model.
   *
   * @param model whose parameters are updated
   * @param pass holds their gradients
   * @param config rates of decay, weight decay, clipping
   * @param workers that share the work
   */
  public AdamW(Transformer model, GradientPass pass, OptimizerConfig config, Workers workers) {
    this(model.manager(), targets(model, pass), config, workers);
  }

  /**
   * Updates some values.
   *
   * @param manager owns the state
   * @param targets what is updated
   * @param config rates of decay, weight decay, clipping
   * @param workers that share the work
   */
  AdamW(NDManager manager, List<Target> targets, OptimizerConfig config, Workers workers) {
    this.config = config;
    this.workers = workers;
    this.kernels = Kernels.load(manager, "AdamW", Map.of());
    this.stepNumber = manager.zeros(new Shape());
    this.meanNorm = manager.zeros(new Shape());
    long least = manager.getDevice().isGpu() ? Long.MAX_VALUE : LEAST;
    int from = 0;
    long size = 0;
    for (int i = 0; i < targets.size(); i++) {
      size += targets.get(i).parameter.size();
      boolean isLast = i == targets.size() - 1;
      if (size >= least || isLast || targets.get(i).hasDecay != targets.get(i + 1).hasDecay) {
        groups.add(group(manager, targets.subList(from, i + 1)));
        from = i + 1;
        size = 0;
      }
    }
  }

  private static List<Target> targets(Transformer model, GradientPass pass) {
    Set<String> withoutDecay = ParameterShapes.withoutDecay(model.config());
    return model.parameters().entrySet().stream()
        .map(
            p ->
                new Target(
                    p.getKey(),
                    p.getValue(),
                    pass.gradients().get(p.getKey()),
                    !withoutDecay.contains(p.getKey())))
        .toList();
  }

  private Group group(NDManager manager, List<Target> targets) {
    NDArray[] first = new NDArray[targets.size()];
    NDArray[] second = new NDArray[targets.size()];
    for (int i = 0; i < first.length; i++) {
      Target target = targets.get(i);
      first[i] = manager.zeros(target.parameter.getShape());
      second[i] = manager.zeros(target.parameter.getShape());
      moments.put("exp_avg." + target.name, first[i]);
      moments.put("exp_avg_sq." + target.name, second[i]);
    }
    NDArray[] steps = new NDArray[first.length];
    Arrays.fill(steps, stepNumber);
    return new Group(
        targets.stream().map(Target::parameter).toArray(NDArray[]::new),
        targets.stream().map(Target::gradient).toArray(NDArray[]::new),
        first,
        second,
        steps,
        targets.get(0).hasDecay ? config.weightDecay() : 0);
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
    try (NDManager own = scope.newSubManager()) {
      return step(scope, kernels.run(own, "norm", (Object) norms(own)).head(), learningRate);
    }
  }

  /** The norms of all gradients, in the order of the targets. */
  private NDArray[] norms(NDManager scope) {
    NDArray[] norms = new NDArray[groups.size()];
    workers.run(
        norms.length,
        i -> norms[i] = kernels.run(scope, "norms", (Object) groups.get(i).gradients).head());
    return norms;
  }

  /**
   * The same with a norm that counts the gradients of others.
   *
   * @param norm () float32 of all gradients together
   */
  NDArray step(NDManager scope, NDArray norm, double learningRate) {
    try (NDManager own = scope.newSubManager()) {
      NDList decided =
          kernels.run(
              own,
              "decide",
              norm,
              stepNumber,
              meanNorm,
              config.gradientClip(),
              config.skipAboveNorm());
      workers.run(groups.size(), i -> update(groups.get(i), decided, learningRate));
      return kernels.run(scope, "result", norm, decided.get(1)).head();
    }
  }

  private void update(Group group, NDList decided, double learningRate) {
    kernels.run(
        stepNumber.getManager(),
        "update",
        group.parameters,
        group.gradients,
        group.first,
        group.second,
        group.stepNumbers,
        decided,
        learningRate,
        config.beta1(),
        config.beta2(),
        config.eps(),
        group.weightDecay);
  }

  /** The square of the norm of this one's gradients, (1) float64. */
  NDArray squaredNorm(NDManager scope) {
    try (NDManager own = scope.newSubManager()) {
      return kernels.run(scope, "square", (Object) norms(own)).head();
    }
  }

  /** The norm, () float32, of which that is the square. */
  NDArray root(NDManager scope, NDArray square) {
    return kernels.run(scope, "root", square).head();
  }

  /** First and second moments, named {@code exp_avg.PARAMETER} and {@code exp_avg_sq.PARAMETER}. */
  public Map<String, NDArray> moments() {
    return new LinkedHashMap<>(moments);
  }

  /** The whole state: {@link #moments()}, {@code steps} taken and {@code mean_norm}; live. */
  public Map<String, NDArray> state() {
    Map<String, NDArray> state = moments();
    state.put("steps", stepNumber);
    state.put("mean_norm", meanNorm);
    return state;
  }
}
