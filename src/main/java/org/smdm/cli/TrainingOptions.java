package org.smdm.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.smdm.config.DataConfig;
import org.smdm.config.ModelConfig;
import org.smdm.config.RunConfig;
import org.smdm.dist.Communicator;
import org.smdm.lab.Pretraining;
import org.smdm.record.RunFolder;
import org.smdm.train.Parallelism;
import org.smdm.train.TrainingListener;
import org.smdm.train.TrainingOutcome;
import org.smdm.train.TrainingSession;
import org.smdm.train.TrainingTask;
import picocli.CommandLine.Option;

/** What the verbs that train a run have in common. */
final class TrainingOptions {

  @Option(
      names = "--results",
      description = "Parent of all run folders (default ${DEFAULT-VALUE}).")
  private Path results = Path.of("results");

  @Option(
      names = "--resume",
      description =
          "Goes on where the run was left, with the same result as if it had never been"
              + " interrupted; begins it where there is none.")
  private boolean resume;

  @Option(
      names = "--shard-optimizer",
      description =
          "Each rank holds the optimiser's moments of its part of the weights alone (ZeRO-1); the"
              + " same results with less memory.")
  private boolean isSharded;

  /**
   * Trains as one of the ranks of a job; the leader reports.
   *
   * @param described the run
   * @param isNamed whether its name was chosen, so that no other will do
   * @param all ranks
   * @return the exit code
   */
  int train(RunConfig described, boolean isNamed, Communicator all) {
    RunConfig config = described;
    if (!isNamed && !resume) {
      String free = RunFolder.freeName(results, described.name());
      config = described.withName(all.broadcast(free, 0));
    }
    if (isSharded && all.worldSize() == 1) {
      System.err.println(
          "smdm: --shard-optimizer does nothing with one rank, which holds all moments");
    }
    Parallelism parallelism = new Parallelism(all, isSharded && all.worldSize() > 1);
    TrainingTask task = Pretraining.open(config);
    if (!all.isLeader()) {
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
    if (outcome.isFinished()) {
      System.out.printf(
          "validation loss %s; run folder %s%n",
          outcome.validation().text(Double.NaN), outcome.folder().path());
    }
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
