package org.smdm.notebook;

import java.nio.file.Path;
import java.util.List;
import org.smdm.config.RunConfig;
import org.smdm.config.UserException;
import org.smdm.data.TrainingData;
import org.smdm.report.LossFigure;
import org.smdm.train.TrainingListener;
import org.smdm.train.TrainingSession;

/** Pretraining as the command line and notebooks do it: data, training, the figure of losses. */
public final class Pretraining {

  private Pretraining() {}

  /**
   * Trains and draws.
   *
   * @param config the run
   * @param data its tokens
   * @param results parent of the run's folder
   * @param resume whether to go on where the folder was left; else it must not exist
   * @param listener follows
   * @throws org.smdm.config.UserException as {@link TrainingSession#run}
   */
  public static TrainingSession.Outcome run(
      RunConfig config,
      TrainingData data,
      Path results,
      boolean resume,
      TrainingListener listener) {
    TrainingSession.Outcome outcome = TrainingSession.run(config, data, results, resume, listener);
    LossFigure.Unit unit =
        Double.isNaN(data.bytesPerToken())
            ? LossFigure.Unit.nats()
            : LossFigure.Unit.bitsPerByte(data.bytesPerToken());
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
