package org.smdm.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.smdm.report.TimeSpan;

/**
 * Shows how many of a number of things are done, with the time left; a bar on a terminal, else a
 * line now and then. Safe for several threads.
 */
final class GenerationProgress implements AutoCloseable {

  private static final double SECONDS_PER_LINE = 10;

  private final PrintStream out = System.err;
  private final String name;
  private final String things;
  private final int total;
  private final int before;
  private final long begin = System.nanoTime();
  private final ProgressBar bar;
  private int done;
  private double lastLine;

  /**
   * @param name what is going on
   * @param things what is counted
   * @param total in all
   * @param before that were done already
   */
  GenerationProgress(String name, String things, int total, int before) {
    this.name = name;
    this.things = things;
    this.total = total;
    this.before = before;
    this.done = before;
    if (before > 0) {
      out.printf(Locale.ROOT, "%s  goes on after %,d of %,d %s%n", name, before, total, things);
    }
    // The launcher asks the shell: Java cannot tell whether standard error is a terminal.
    bar =
        Boolean.getBoolean("smdm.terminal")
            ? new ProgressBarBuilder()
                .setTaskName(name)
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

  /**
   * One more is done.
   *
   * @param status to show beside; may be empty
   */
  synchronized void done(String status) {
    done++;
    double seconds = (System.nanoTime() - begin) / 1e9;
    String text =
        TimeSpan.text(seconds / (done - before) * (total - done))
            + " left"
            + (status.isEmpty() ? "" : "  " + status);
    if (bar != null) {
      bar.stepTo(done);
      bar.setExtraMessage(text);
    } else if (seconds - lastLine >= SECONDS_PER_LINE) {
      lastLine = seconds;
      out.printf(Locale.ROOT, "%s  %,d of %,d %s  %s%n", name, done, total, things, text);
    }
  }

  /** Says what goes on beside, where it can be seen. */
  synchronized void say(String status) {
    if (bar != null) {
      bar.setExtraMessage(status);
    } else {
      out.printf(Locale.ROOT, "%s  %s%n", name, status);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
