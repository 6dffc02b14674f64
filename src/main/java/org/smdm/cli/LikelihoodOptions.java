package org.smdm.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.smdm.config.ModelFamily;
import org.smdm.config.RunConfig;
import org.smdm.eval.likelihood.Estimator;
import org.smdm.eval.likelihood.EvaluationPreset;
import org.smdm.eval.likelihood.LikelihoodConfig;
import org.smdm.eval.likelihood.ScoringPlan;
import org.smdm.eval.run.CheckpointEvaluation;
import org.smdm.eval.task.Task;
import org.smdm.io.UserException;
import picocli.CommandLine.Option;

/** The options that say how likelihoods are estimated. */
final class LikelihoodOptions {

  @Option(
      names = "--nll",
      paramLabel = "ESTIMATOR",
      description =
          "mc (the paper's bound), stratified (the same bound, less noise; default) or chain-rule;"
              + " an ARM is scored exactly.")
  private String nll;

  @Option(
      names = {"--guidance", "--cfg-scale"},
      description = "Scale w of classifier-free guidance (default 0: none).")
  private Double guidance;

  @Option(
      names = "--mc-num",
      paramLabel = "N",
      description = "Draws per continuation (default 128; 1024 with --preset).")
  private Integer draws;

  @Option(
      names = "--confidence",
      description =
          "Stop drawing for an item as soon as its likeliest choice is known with this confidence,"
              + " as 0.99 (default 0: never).")
  private double confidence;

  @Option(
      names = "--preset",
      description =
          "smdm-1.1b: the paper's estimator and guidance of each task, and beside them one fixed"
              + " setting for all (stratified, no guidance).")
  private String preset;

  @Option(names = "--seed", description = "Seed of the draws (default ${DEFAULT-VALUE}).")
  private long seed = RunConfig.DEFAULT_SEED;

  /** Seed of the draws. */
  long seed() {
    return seed;
  }

  /**
   * The ways of scoring that are asked for.
   *
   * @param chosen tasks
   * @param family of the model
   * @throws UserException when options do not go together
   */
  List<CheckpointEvaluation.Setting> settings(List<Task> chosen, ModelFamily family) {
    if (preset != null) {
      return presetSettings(chosen, family);
    }
    boolean isExact = family == ModelFamily.ARM;
    if (isExact && (nll != null || draws != null)) {
      throw new UserException("an ARM is scored exactly: leave out --nll and --mc-num");
    }
    Estimator usual = isExact ? Estimator.EXACT : Estimator.STRATIFIED;
    LikelihoodConfig config =
        LikelihoodConfig.of(
            nll == null ? usual : Estimator.named(nll),
            draws == null ? LikelihoodConfig.DEFAULT_DRAWS : draws,
            guidance == null ? 0 : guidance,
            confidence,
            seed);
    if (draws != null && !config.estimator().isRandom()) {
      throw new UserException(
          "--mc-num does nothing to %s, which draws nothing: leave it out"
              .formatted(config.estimator().key()));
    }
    return List.of(setting("fixed", chosen, chosen.stream().map(task -> config).toList()));
  }

  private List<CheckpointEvaluation.Setting> presetSettings(List<Task> chosen, ModelFamily family) {
    if (!preset.equals(EvaluationPreset.NAME)) {
      throw new UserException(
          "There is no preset %s: write %s".formatted(preset, EvaluationPreset.NAME));
    }
    if (family == ModelFamily.ARM) {
      throw new UserException(
          "The preset %s is of a masked diffusion model: leave it out for an ARM"
              .formatted(preset));
    }
    if (nll != null || guidance != null || confidence != 0) {
      throw new UserException(
          "The preset %s says estimator and guidance: leave out --nll, --guidance and --confidence"
              .formatted(preset));
    }
    int most = draws == null ? LikelihoodConfig.REFERENCE_DRAWS : draws;
    return List.of(
        setting(
            "per-task",
            chosen,
            chosen.stream().map(task -> EvaluationPreset.paper(task.name(), most, seed)).toList()),
        setting(
            "fixed",
            chosen,
            chosen.stream().map(task -> EvaluationPreset.fixed(most, seed)).toList()));
  }

  private static CheckpointEvaluation.Setting setting(
      String name, List<Task> tasks, List<LikelihoodConfig> configs) {
    Map<String, ScoringPlan> plans = new LinkedHashMap<>();
    for (int i = 0; i < tasks.size(); i++) {
      plans.put(tasks.get(i).name(), ScoringPlan.of(configs.get(i), tasks.get(i)));
    }
    return new CheckpointEvaluation.Setting(name, plans);
  }
}
