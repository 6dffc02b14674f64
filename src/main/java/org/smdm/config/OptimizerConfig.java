package org.smdm.config;

import org.smdm.io.Check;
import org.smdm.io.UserException;

/**
 * AdamW with a linear warm-up and a cosine decay (paper section 4, reference {@code
 * pretrain/train_mdm.py}). Weight decay covers every parameter, norms included.
 *
 * @param learningRate peak of the schedule
 * @param minLearningRate end of the schedule
 * @param warmup how long the rise takes
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param eps added to the root of the second moment
 * @param weightDecay decoupled decay per unit of learning rate
 * @param gradientClip largest global L2 norm of the gradients; 0 turns clipping off
 * @param skipAboveNorm leaves out and counts steps whose gradient norm is not finite or above so
 *     many times the running mean of those before; 0 leaves out none
 */
public record OptimizerConfig(
    double learningRate,
    double minLearningRate,
    WarmupRule warmup,
    double beta1,
    double beta2,
    double eps,
    double weightDecay,
    double gradientClip,
    double skipAboveNorm) {

  /** Validates the ranges. */
  public OptimizerConfig {
    Check.positive("learningRate", learningRate);
    Check.notNegative("minLearningRate", minLearningRate);
    if (minLearningRate > learningRate) {
      throw new UserException(
          "minLearningRate is %s, above learningRate %s: write at most the peak"
              .formatted(minLearningRate, learningRate));
    }
    Check.present("warmup", warmup);
    Check.within("beta1", beta1, 0, 1);
    Check.within("beta2", beta2, 0, 1);
    Check.positive("eps", eps);
    Check.notNegative("weightDecay", weightDecay);
    Check.notNegative("gradientClip", gradientClip);
    if (skipAboveNorm != 0 && !(skipAboveNorm > 1 && Double.isFinite(skipAboveNorm))) {
      throw new UserException(
          "skipAboveNorm is "
              + skipAboveNorm
              + ": write 0 to skip no step, or a finite factor above 1, as 10");
    }
  }

  /** The reference's values; its paper says 4e-4 → 4e-5, its code does 2e-4 → 2e-5. */
  public static OptimizerConfig reference() {
    return new OptimizerConfig(2e-4, 2e-5, WarmupRule.SCALED, 0.9, 0.95, 1e-8, 0.1, 1.0, 0);
  }

  /** The same with another peak, decaying to a tenth of it. */
  public OptimizerConfig withPeak(double peak) {
    return new OptimizerConfig(
        peak, peak / 10, warmup, beta1, beta2, eps, weightDecay, gradientClip, skipAboveNorm);
  }

  /** The same with another weight decay. */
  public OptimizerConfig withWeightDecay(double value) {
    return new OptimizerConfig(
        learningRate,
        minLearningRate,
        warmup,
        beta1,
        beta2,
        eps,
        value,
        gradientClip,
        skipAboveNorm);
  }
}
