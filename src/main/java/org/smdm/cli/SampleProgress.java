package org.smdm.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.smdm.report.TimeSpan;
import org.smdm.sample.DenoisingStep;
import org.smdm.sample.SamplingListener;

/**
 * Shows a batch of samples on the terminal: a bar over texts with tokens/s and time left; where
 * there is no terminal, a line now and then.
 */
final class SampleProgress implements SamplingListener, AutoCloseable {

  private static final double SECONDS_PER_LINE = 10;

  private final PrintStream out = System.err;
  private final int total;
  private final int before;
  private final long begin = System.nanoTime();
  private final ProgressBar bar;
  private int done;
  private long tokens;
  private double lastLine;

  /**
   * @param total texts in all
   * @param before texts that were done already
   */
  SampleProgress(int total, int before) {
    this.total = total;
    this.before = before;
    this.done = before;
    if (before > 0) {
      out.printf(Locale.ROOT, "sample  goes on after %,d texts%n", before);
    }
    // The launcher asks the shell: Java cannot tell whether standard error is a terminal.
    bar =
        Boolean.getBoolean("smdm.terminal")
            ? new ProgressBarBuilder()
                .setTaskName("sample")
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(250)
                .setEtaFunction(state -> Optional.empty())
                .hideEta()
                .build()
            : null;
    if (bar != null) {
      bar.stepTo(before);
    }
  }

  @Override
  public void stepped(DenoisingStep step) {
    tokens += step.revealed().length;
    show();
  }

  @Override
  public void finished(long sequence, int[] ids) {
    done++;
    show();
  }

  private void show() {
    double seconds = (System.nanoTime() - begin) / 1e9;
    String status =
        String.format(
            Locale.ROOT,
            "%,.0f tokens/s%s",
            tokens / Math.max(1e-3, seconds),
            done > before
                ? "  " + TimeSpan.text(seconds / (done - before) * (total - done)) + " left"
                : "");
    if (bar != null) {
      bar.stepTo(done);
      bar.setExtraMessage(status);
    } else if (seconds - lastLine >= SECONDS_PER_LINE) {
      lastLine = seconds;
      out.printf(Locale.ROOT, "sample  %,d of %,d texts  %s%n", done, total, status);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
