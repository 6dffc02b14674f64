package org.smdm.eval.likelihood;

import java.util.Map;
import org.smdm.io.UserException;

/**
 * The settings behind the zero-shot table of the paper's 1.1B masked diffusion model (reference
 * {@code eval_mdm.sh}): estimator and guidance were chosen for each task, on the items that are
 * reported. So every result by them stands beside one by {@link #fixed}, which is the same for all
 * tasks and was chosen on none.
 */
public final class EvaluationPreset {

  /** Its name on the command line. */
  public static final String NAME = "smdm-1.1b";

  private record Choice(Estimator estimator, double guidance) {}

  private static final Map<String, Choice> CHOICES =
      Map.of(
          "lambada_standard", new Choice(Estimator.CHAIN_RULE, 1.1),
          "openbookqa", new Choice(Estimator.CHAIN_RULE, 1.6),
          "boolq", new Choice(Estimator.CHAIN_RULE, 1.6),
          "piqa", new Choice(Estimator.CHAIN_RULE, 0.6),
          "arc_easy", new Choice(Estimator.MONTE_CARLO, 0.6),
          "social_iqa", new Choice(Estimator.MONTE_CARLO, 0.6),
          "race", new Choice(Estimator.MONTE_CARLO, 0.7),
          "hellaswag", new Choice(Estimator.MONTE_CARLO, 0.7));

  private EvaluationPreset() {}

  /**
   * The paper's setting of a task.
   *
   * @throws UserException when the paper has none
   */
  public static LikelihoodConfig paper(String task, int draws, long seed) {
    Choice choice = CHOICES.get(task);
    if (choice == null) {
      throw new UserException(
          "The preset %s has no setting for %s: evaluate it with --nll and --guidance"
              .formatted(NAME, task));
    }
    return LikelihoodConfig.of(choice.estimator, draws, choice.guidance, 0, seed);
  }

  /** The setting of all tasks beside it: the bound itself, stratified, without guidance. */
  public static LikelihoodConfig fixed(int draws, long seed) {
    return LikelihoodConfig.of(Estimator.STRATIFIED, draws, 0, 0, seed);
  }
}
