package org.smdm.notebook;

import java.nio.file.Path;
import org.smdm.record.StepMetrics;
import org.smdm.record.ValidationResult;
import org.smdm.train.TrainingListener;

/** Shows a run below the cell that trains it. */
final class LiveTraining implements TrainingListener {

  private static final String TRAINS = "trains";

  private final RunView view;
  private final double bytesPerToken;
  private long steps;
  private long firstStep;
  private double secondsAtFirst;

  /**
   * @param name of the run
   * @param bytesPerToken to say bits per byte; NaN says nats per token only
   */
  LiveTraining(String name, double bytesPerToken) {
    this.view = new RunView(name);
    this.bytesPerToken = bytesPerToken;
  }

  @Override
  public void started(long steps, long done) {
    this.steps = steps;
    view.at(done, steps);
    view.update("begins", "");
  }

  @Override
  public void step(StepMetrics m) {
    double left = Double.NaN;
    if (firstStep == 0) {
      firstStep = m.step();
      secondsAtFirst = m.elapsedSeconds();
    } else {
      // The first step warms up; a resumed run may have been faster or slower before.
      double perStep = (m.elapsedSeconds() - secondsAtFirst) / (m.step() - firstStep);
      left = perStep * (steps - m.step());
    }
    view.step(m.step(), m.loss(), m.tokensPerSecond(), left);
    view.updateNowAndThen(TRAINS);
  }

  @Override
  public void validated(long step, ValidationResult result) {
    view.validated(result.text(bytesPerToken));
    view.update(TRAINS, "");
  }

  @Override
  public void saved(long step, Path checkpoint) {
    view.update(TRAINS, "saved after step " + step);
  }

  @Override
  public void stopped(long step) {
    view.at(step, steps);
    view.last("stopped", "Stopped and saved; the same cell goes on where it was left.");
  }

  @Override
  public void finished() {
    view.last("finished", "");
  }

  @Override
  public void warned(String message) {
    view.last("finished", message);
  }

  /** The run ended by an error. */
  void failed(String why) {
    view.last("failed", why);
  }
}
