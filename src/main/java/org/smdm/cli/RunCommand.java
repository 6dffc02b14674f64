package org.smdm.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.smdm.config.ConfigJson;
import org.smdm.config.DataConfig;
import org.smdm.config.ModelConfig;
import org.smdm.config.RunConfig;
import org.smdm.lab.Pretraining;
import org.smdm.record.ValidationResult;
import org.smdm.train.Parallelism;
import org.smdm.train.TrainingListener;
import org.smdm.train.TrainingOutcome;
import org.smdm.train.TrainingSession;
import org.smdm.train.TrainingTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "run",
    description = "Runs the training that a config file describes.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  @Parameters(paramLabel = "CONFIG.json", description = "A complete run config.")
  private Path config;

  @Option(
      names = "--results",
      description = "Parent of all run folders (default ${DEFAULT-VALUE}).")
  private Path results = Path.of("results");

  @Option(
      names = "--resume",
      description =
          "Goes on where the run's folder was left, with the same result as if it had never been"
              + " interrupted; begins it where there is none.")
  private boolean resume;

  @Mixin private RankOptions ranks;

  @Mixin private ShardingOption sharding;

  @Override
  public Integer call() {
    RunConfig run = ConfigJson.read(config, RunConfig.class);
    return ranks.run(all -> train(run, results, resume, sharding.among(all)));
  }

  /** Trains as one of the ranks of a job; the leader reports. */
  static int train(RunConfig config, Path results, boolean resume, Parallelism parallelism) {
    TrainingTask task = Pretraining.open(config);
    if (!parallelism.ranks().isLeader()) {
      Pretraining.run(
          config, task, new TrainingSession(results, resume, TrainingListener.NONE, parallelism));
      return 0;
    }
    TrainingOutcome outcome;
    try (TrainingProgress progress =
        new TrainingProgress(config.name(), summary(config), task.bytesPerToken())) {
      outcome =
          Pretraining.run(
              config, task, new TrainingSession(results, resume, progress, parallelism));
    }
    if (!outcome.isFinished()) {
      return 0;
    }
    ValidationResult validation = outcome.validation();
    System.out.printf(
        Locale.ROOT,
        "validation loss %.4f ± %.4f nats/token; run folder %s%n",
        validation.loss(),
        validation.standardError(),
        outcome.folder().path());
    return 0;
  }

  /** Sequences of examples are of many lengths: how much there is to read shows afterwards. */
  private static String perStep(RunConfig config) {
    return config.data() instanceof DataConfig.Examples
        ? config.batch().globalBatchSize() + " examples"
        : String.format(
            Locale.ROOT, "%,.0f tokens; %.3g FLOPs", config.tokensPerStep(), config.flops());
  }

  private static String summary(RunConfig config) {
    ModelConfig model = config.model();
    long steps = config.steps();
    return String.format(
        Locale.ROOT,
        "%s: %s of %d layers, %d heads, embd %d; %,d non-embedding parameters; %,d steps of"
            + " %s; warm-up %d steps",
        config.name(),
        config.objective().family(),
        model.layers(),
        model.heads(),
        model.embd(),
        model.nonEmbeddingParameters(),
        steps,
        perStep(config),
        config.optimizer().warmup().warmupSteps(steps));
  }
}
