package org.smdm.lab;

import java.nio.file.Path;
import java.util.List;
import org.smdm.config.DataConfig;
import org.smdm.config.RunConfig;
import org.smdm.finetune.FineTuning;
import org.smdm.io.UserException;
import org.smdm.report.LossFigure;
import org.smdm.train.Parallelism;
import org.smdm.train.PretrainingTask;
import org.smdm.train.TrainingListener;
import org.smdm.train.TrainingSession;
import org.smdm.train.TrainingTask;

/** Training as the command line and notebooks do it: data, training, the figure of losses. */
public final class Pretraining {

  private Pretraining() {}

  /**
   * Opens what a run trains on: running text, packed shards or examples.
   *
   * @param config the run
   * @throws org.smdm.io.UserException when it cannot be read or does not fit the model
   */
  public static TrainingTask open(RunConfig config) {
    return config.data() instanceof DataConfig.Examples
        ? FineTuning.open(config)
        : new PretrainingTask(config, TrainingSession.open(config));
  }

  /**
   * Trains and draws.
   *
   * @param config the run
   * @param task what it trains on, from {@link #open}
   * @param results parent of the run's folder
   * @param resume whether to go on where the folder was left; else it must not exist
   * @param listener follows
   * @throws org.smdm.io.UserException as {@link TrainingSession#run}
   */
  public static TrainingSession.Outcome run(
      RunConfig config,
      TrainingTask task,
      Path results,
      boolean resume,
      TrainingListener listener) {
    return run(config, task, results, resume, listener, Parallelism.none());
  }

  /**
   * Trains, with all ranks of a job, and draws.
   *
   * @param config the run, the same on all ranks
   * @param task what it trains on, from {@link #open}
   * @param results parent of the run's folder
   * @param resume whether to go on where the folder was left; else it must not exist
   * @param listener follows, on the leader only
   * @param parallelism how ranks share the work
   * @throws org.smdm.io.UserException as {@link TrainingSession#run}
   */
  public static TrainingSession.Outcome run(
      RunConfig config,
      TrainingTask task,
      Path results,
      boolean resume,
      TrainingListener listener,
      Parallelism parallelism) {
    TrainingSession.Outcome outcome =
        TrainingSession.run(config, task, results, resume, listener, parallelism);
    if (!parallelism.ranks().isLeader()) {
      return outcome;
    }
    LossFigure.Unit unit =
        Double.isNaN(task.bytesPerToken())
            ? LossFigure.Unit.nats()
            : LossFigure.Unit.bitsPerByte(task.bytesPerToken());
    if (outcome.training().step() > 0) {
      LossFigure.Run run = new LossFigure.Run(config.name(), outcome.folder().metrics());
      try {
        new LossFigure(unit, List.of(run), List.of()).write(outcome.folder().figures(), "losses");
      } catch (UserException e) { // a server without fonts has trained all the same
        listener.warned("no figure of the losses: " + e.getMessage());
      }
    }
    return outcome;
  }
}
