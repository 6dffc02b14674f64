package org.smdm.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.smdm.record.StepMetrics;
import org.smdm.record.ValidationResult;
import org.smdm.report.TimeSpan;
import org.smdm.train.TrainingListener;

/**
 * Shows a run on the terminal: a bar with loss, tokens/s and time left; where there is no terminal,
 * a line now and then.
 */
final class TrainingProgress implements TrainingListener, AutoCloseable {

  private static final double SECONDS_PER_LINE = 10;

  private final String label;
  private final String summary;
  private final double bytesPerToken;
  private final PrintStream out;
  private final boolean terminal;
  private ProgressBar bar;
  private long steps;
  private double meanLoss = Double.NaN;
  private double lastLine;

  /**
   * @param label what the bar is called
   * @param summary printed when training begins; empty for none
   * @param bytesPerToken to print bits per byte; NaN prints nats per token
   */
  TrainingProgress(String label, String summary, double bytesPerToken) {
    this.label = label;
    this.summary = summary;
    this.bytesPerToken = bytesPerToken;
    this.out = System.err;
    // The launcher asks the shell: Java cannot tell whether standard error is a terminal.
    this.terminal = Boolean.getBoolean("smdm.terminal");
  }

  @Override
  public void started(long steps, long done) {
    this.steps = steps;
    if (!summary.isEmpty()) {
      out.println(summary);
    }
    if (done > 0) {
      out.printf("%s  goes on after step %d of %d%n", label, done, steps);
    }
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(label)
              .setInitialMax(steps)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setUpdateIntervalMillis(250)
              .setEtaFunction(state -> java.util.Optional.empty())
              .hideEta()
              .build();
      bar.stepTo(done);
    }
  }

  @Override
  public void step(StepMetrics m) {
    // A running mean over about 20 steps: single losses of an MDM jump with the drawn times.
    meanLoss = Double.isNaN(meanLoss) ? m.loss() : 0.95 * meanLoss + 0.05 * m.loss();
    String status =
        String.format(
            Locale.ROOT,
            "loss %.3f  %,.0f tokens/s  %s left",
            meanLoss,
            m.tokensPerSecond(),
            TimeSpan.text(m.elapsedSeconds() / m.step() * (steps - m.step())));
    if (bar != null) {
      bar.stepTo(m.step());
      bar.setExtraMessage(status);
    } else if (m.elapsedSeconds() - lastLine >= SECONDS_PER_LINE) {
      lastLine = m.elapsedSeconds();
      out.printf("%s  step %d of %d  %s%n", label, m.step(), steps, status);
    }
  }

  @Override
  public void validated(long step, ValidationResult result) {
    line("%s  step %d  validation %s".formatted(label, step, result.text(bytesPerToken)));
  }

  @Override
  public void saved(long step, Path checkpoint) {
    line("%s  step %d  saved %s".formatted(label, step, checkpoint));
  }

  @Override
  public void stopped(long step) {
    line(
        "%s  stopped and saved after step %d of %d; --resume goes on"
            .formatted(label, step, steps));
    close();
  }

  @Override
  public void warned(String message) {
    line("warning: " + message);
  }

  @Override
  public void finished() {
    close();
  }

  private void line(String text) {
    if (bar != null) {
      bar.refresh();
      // Leaves the bar's own line as it is and continues below it.
      out.println();
    }
    out.println(text);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
