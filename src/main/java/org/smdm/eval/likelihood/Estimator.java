package org.smdm.eval.likelihood;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.smdm.io.UserException;

/** How the likelihood of a target given its context is found. */
public enum Estimator {
  /** An ARM's own: the probability of every token given those before it. */
  EXACT("exact"),

  /**
   * A masked diffusion model read from left to right: the cross-entropy of the first masked token
   * while it and all behind it are masked, summed (reference {@code _eval_target_nll_ar}).
   */
  CHAIN_RULE("chain-rule"),

  /**
   * The bound that the model is trained on: t uniform in [0, 1), every target token masked with
   * probability t, cross-entropies of the masked ones divided by t (paper equation 4, reference
   * {@code _eval_target_nll_mc}).
   *
   * <p>Its expectation is the negative log-likelihood averaged over all orders of the target's
   * tokens. Its variance grows without limit as small t are drawn (like −log t), so its standard
   * error is somewhat too small more often than a normal one.
   */
  MONTE_CARLO("mc"),

  /**
   * The same expectation with the number l of masked tokens drawn instead of t: exactly l of the L
   * target tokens masked, weight L / l. Its variance is finite and smaller. A target with fewer
   * sets of masked tokens than draws has all of them computed: no error at all.
   */
  STRATIFIED("stratified");

  private final String key;

  Estimator(String key) {
    this.key = key;
  }

  /** Its name on the command line and in files. */
  public String key() {
    return key;
  }

  /** Whether it draws, so that more draws make it better. */
  public boolean isRandom() {
    return this == MONTE_CARLO || this == STRATIFIED;
  }

  /**
   * The estimator of a name.
   *
   * @throws UserException when there is none
   */
  public static Estimator named(String key) {
    return Arrays.stream(values())
        .filter(estimator -> estimator.key.equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "There is no estimator %s: name one of %s"
                        .formatted(
                            key,
                            Arrays.stream(values())
                                .map(Estimator::key)
                                .collect(Collectors.joining(", ")))));
  }
}
