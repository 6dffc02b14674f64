package org.smdm.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.smdm.config.DataConfig;
import org.smdm.config.RunConfig;
import org.smdm.finetune.FineTuning;
import org.smdm.io.UserException;
import org.smdm.report.RunComparison;
import org.smdm.report.RunProgress;
import org.smdm.report.RunQuantity;
import org.smdm.train.PretrainingTask;
import org.smdm.train.TrainingOutcome;
import org.smdm.train.TrainingSession;
import org.smdm.train.TrainingTask;

/** Training as the command line and notebooks do it: data, training, the figure of losses. */
public final class Pretraining {

  private Pretraining() {}

  /**
   * Opens what a run trains on: running text, packed shards or examples.
   *
   * @param config the run
   * @throws UserException when it cannot be read or does not fit the model
   */
  public static TrainingTask open(RunConfig config) {
    return config.data() instanceof DataConfig.Examples
        ? FineTuning.open(config)
        : PretrainingTask.open(config);
  }

  /**
   * Trains, with all ranks of a job, and draws.
   *
   * @param config the run, the same on all ranks
   * @param task what it trains on, from {@link #open}
   * @param session where and how
   * @throws UserException as {@link TrainingSession#run}
   */
  public static TrainingOutcome run(RunConfig config, TrainingTask task, TrainingSession session) {
    return session.run(config, task, outcome -> draw(config, task, session, outcome));
  }

  private static void draw(
      RunConfig config, TrainingTask task, TrainingSession session, TrainingOutcome outcome) {
    if (outcome.step() == 0) {
      return;
    }
    Map<String, Path> run = Map.of(config.name(), outcome.folder().metrics());
    RunComparison.Look look =
        RunComparison.Look.of(RunQuantity.LOSS).inBitsPerByte(task.bytesPerToken(), List.of());
    try {
      new RunComparison(run, RunQuantity.LOSS, RunProgress.TOKENS, look)
          .write(outcome.folder().figures().resolve("losses"));
    } catch (UserException e) { // a server without fonts has trained all the same
      session.listener().warned("no figure of the losses: " + e.getMessage());
    }
  }
}
