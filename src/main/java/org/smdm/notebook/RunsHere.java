package org.smdm.notebook;

import java.nio.file.Path;
import org.smdm.config.ConfigJson;
import org.smdm.config.RunConfig;
import org.smdm.config.UserException;
import org.smdm.scaling.RunWorker;
import org.smdm.train.TrainingListener;
import org.smdm.train.TrainingSession;

/** Trains the runs of a queue in this process, one after the other: nothing has to start anew. */
record RunsHere() implements RunWorker {

  @Override
  public Attempt begin(Path config, Path runs, Path log) {
    RunConfig run = ConfigJson.read(config, RunConfig.class);
    try {
      TrainingSession.Outcome outcome =
          Pretraining.run(run, TrainingSession.open(run), runs, true, TrainingListener.NONE);
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
