package org.smdm.notebook;

import java.nio.file.Path;
import org.smdm.config.ConfigJson;
import org.smdm.config.DataConfig;
import org.smdm.config.RunConfig;
import org.smdm.config.UserException;
import org.smdm.data.TrainingData;
import org.smdm.scaling.RunWorker;
import org.smdm.train.TrainingListener;
import org.smdm.train.TrainingSession;

/**
 * Trains the runs of a queue in this process, one after the other: neither the program nor the data
 * have to be opened anew.
 */
final class RunsHere implements RunWorker {

  /** What the order and shape of blocks depend on. */
  private record Key(DataConfig data, int blockSize, int vocabSize, long seed) {}

  private Key opened;
  private TrainingData data;

  @Override
  public Attempt begin(Path config, Path runs, Path log) {
    RunConfig run = ConfigJson.read(config, RunConfig.class);
    try {
      TrainingSession.Outcome outcome =
          TrainingSession.run(run, data(run), runs, true, TrainingListener.NONE);
      if (!outcome.training().finished()) {
        throw new RunStopped(
            "%s was stopped and saved after step %d of %d: run the cell again to go on"
                .formatted(run.name(), outcome.training().step(), run.steps()));
      }
      return new Done("");
    } catch (UserException e) {
      return new Done(e.getMessage());
    }
  }

  private TrainingData data(RunConfig run) {
    Key key = new Key(run.data(), run.model().blockSize(), run.model().vocabSize(), run.seed());
    if (!key.equals(opened)) {
      data = TrainingSession.open(run);
      opened = key;
    }
    return data;
  }

  private record Done(String failure) implements Attempt {

    @Override
    public boolean isOver() {
      return true;
    }

    @Override
    public void stop() {
      // It has ended.
    }
  }
}
