package org.smdm.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.smdm.io.Progress;
import org.smdm.record.StepMetrics;
import org.smdm.record.ValidationResult;
import org.smdm.train.TrainingListener;

/** Shows a run on the terminal, with loss and tokens/s. */
final class TrainingProgress implements TrainingListener, AutoCloseable {

  private final String label;
  private final String summary;
  private final double bytesPerToken;
  private final TerminalProgress<Object> shown;
  private long steps;
  private double meanLoss = Double.NaN;

  /**
   * @param label what the bar is called
   * @param summary printed when training begins; empty for none
   * @param bytesPerToken to print bits per byte; NaN prints nats per token
   */
  TrainingProgress(String label, String summary, double bytesPerToken) {
    this.label = label;
    this.summary = summary;
    this.bytesPerToken = bytesPerToken;
    this.shown = new TerminalProgress<>(label);
  }

  @Override
  public void started(long steps, long done) {
    this.steps = steps;
    if (!summary.isEmpty()) {
      System.err.println(summary);
    }
    shown.begun(
        new Progress.Part(label, "steps", steps, done),
        "goes on after step %d of %d".formatted(done, steps));
  }

  @Override
  public void step(StepMetrics m) {
    // A running mean over about 20 steps: single losses of an MDM jump with the drawn times.
    meanLoss = Double.isNaN(meanLoss) ? m.loss() : 0.95 * meanLoss + 0.05 * m.loss();
    shown.at(
        String.format(Locale.ROOT, "loss %.3f  %,.0f tokens/s", meanLoss, m.tokensPerSecond()));
    shown.advanced(1);
  }

  @Override
  public void validated(long step, ValidationResult result) {
    shown.said("step %d  validation %s".formatted(step, result.text(bytesPerToken)));
  }

  @Override
  public void saved(long step, Path checkpoint) {
    shown.said("step %d  saved %s".formatted(step, checkpoint));
  }

  @Override
  public void stopped(long step) {
    shown.said("stopped and saved after step %d of %d; --resume goes on".formatted(step, steps));
    shown.close();
  }

  @Override
  public void warned(String message) {
    shown.said("warning: " + message);
  }

  @Override
  public void finished() {
    shown.close();
  }

  @Override
  public void close() {
    shown.close();
  }
}
