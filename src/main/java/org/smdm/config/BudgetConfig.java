package org.smdm.config;

import org.smdm.io.Check;
import org.smdm.io.UserException;

/**
 * How long to train: exactly one of the two is given.
 *
 * @param flops floating-point operations, counted as 6·N·D with N non-embedding parameters and D
 *     tokens (paper section 3); null where steps are given
 * @param steps optimiser steps; null where FLOPs are given
 */
public record BudgetConfig(Double flops, Long steps) {

  /** Validates that exactly one is given. */
  public BudgetConfig {
    if ((flops == null) == (steps == null)) {
      throw new UserException(
          "flops and steps are "
              + (flops == null ? "both missing" : "both given")
              + ": give one of them and leave the other null");
    }
    if (flops != null) {
      Check.positive("flops", flops);
    } else {
      Check.atLeast("steps", steps, 1);
    }
  }

  /** A budget of 6·N·D operations. */
  public static BudgetConfig flops(double flops) {
    return new BudgetConfig(flops, null);
  }

  /** A budget of optimiser steps. */
  public static BudgetConfig steps(long steps) {
    return new BudgetConfig(null, steps);
  }

  /**
   * The number of optimiser steps that fit.
   *
   * @param parameters N, non-embedding parameters
   * @param tokensPerStep expected tokens of one global batch
   * @throws UserException when not even one step fits
   */
  public long steps(long parameters, double tokensPerStep) {
    if (steps != null) {
      return steps;
    }
    long fit = (long) (flops / (6.0 * parameters * tokensPerStep));
    if (fit < 1) {
      throw new UserException(
          "flops is %.3g, but one step of this model and batch takes %.3g: raise flops, or lower the global batch size or the model size"
              .formatted(flops, 6.0 * parameters * tokensPerStep));
    }
    return fit;
  }
}
