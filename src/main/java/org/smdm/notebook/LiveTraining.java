package org.smdm.notebook;

import java.nio.file.Path;
import org.smdm.record.StepMetrics;
import org.smdm.record.ValidationResult;
import org.smdm.train.TrainingListener;

/** Shows a run below the cell that trains it, twice a second. */
final class LiveTraining implements TrainingListener {

  private static final long NANOS_PER_UPDATE = 500_000_000L;

  /** Single losses of an MDM jump with the drawn times. */
  private static final double SMOOTHING = 0.95;

  private final String name;
  private final double bytesPerToken;
  private final Display display = new Display();
  private final Sparkline course = new Sparkline();
  private long steps;
  private long step;
  private long firstStep;
  private double secondsAtFirst;
  private double meanLoss = Double.NaN;
  private double tokensPerSecond = Double.NaN;
  private double secondsLeft = Double.NaN;
  private String validation = "";
  private long shownNanos;

  /**
   * @param name of the run
   * @param bytesPerToken to say bits per byte; NaN says nats per token only
   */
  LiveTraining(String name, double bytesPerToken) {
    this.name = name;
    this.bytesPerToken = bytesPerToken;
  }

  @Override
  public void started(long steps, long done) {
    this.steps = steps;
    step = done;
    display.update(progress("begins", "").shown());
  }

  @Override
  public void step(StepMetrics m) {
    step = m.step();
    meanLoss =
        Double.isNaN(meanLoss) ? m.loss() : SMOOTHING * meanLoss + (1 - SMOOTHING) * m.loss();
    course.add(meanLoss);
    tokensPerSecond = m.tokensPerSecond();
    if (firstStep == 0) {
      firstStep = m.step();
      secondsAtFirst = m.elapsedSeconds();
    } else {
      // The first step warms up; a resumed run may have been faster or slower before.
      double perStep = (m.elapsedSeconds() - secondsAtFirst) / (m.step() - firstStep);
      secondsLeft = perStep * (steps - m.step());
    }
    if (System.nanoTime() - shownNanos > NANOS_PER_UPDATE) {
      shownNanos = System.nanoTime();
      display.update(progress("trains", "").shown());
    }
  }

  @Override
  public void validated(long step, ValidationResult result) {
    validation = result.text(bytesPerToken);
    display.update(progress("trains", "").shown());
  }

  @Override
  public void saved(long step, Path checkpoint) {
    display.update(progress("trains", "saved after step " + step).shown());
  }

  @Override
  public void stopped(long step) {
    this.step = step;
    secondsLeft = Double.NaN;
    String note = "Stopped and saved; the same cell goes on where it was left.";
    display.last(progress("stopped", note).shown());
  }

  @Override
  public void finished() {
    secondsLeft = Double.NaN;
    display.last(progress("finished", "").shown());
  }

  @Override
  public void warned(String message) {
    display.last(progress("finished", message).shown());
  }

  /** The run ended by an error. */
  void failed(String why) {
    secondsLeft = Double.NaN;
    display.last(progress("failed", why).shown());
  }

  private Progress progress(String state, String note) {
    return new Progress(
        name, state, step, steps, meanLoss, tokensPerSecond, secondsLeft, validation, note, course);
  }
}
