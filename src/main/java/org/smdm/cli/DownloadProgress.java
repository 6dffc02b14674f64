package org.smdm.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.smdm.hub.DownloadListener;
import org.smdm.report.TimeSpan;

/**
 * Shows a download on the terminal: a bar with speed and time left; where there is no terminal, a
 * line now and then.
 */
final class DownloadProgress implements DownloadListener, AutoCloseable {

  private static final double SECONDS_PER_LINE = 10;
  private static final double SECONDS_PER_SPEED = 1;
  private static final long MEGABYTE = 1_000_000;
  private static final String LABEL = "get";

  private final PrintStream out = System.err;
  private ProgressBar bar;
  private String file = "";
  private long bytes;
  private long there;
  private double bytesPerSecond = Double.NaN;
  private long measuredBytes;
  private long measuredAt;
  private long lastLine;

  @Override
  public void started(int files, long bytesInAll, long bytesThere) {
    close();
    bytes = bytesInAll;
    there = bytesThere;
    bytesPerSecond = Double.NaN;
    measuredBytes = bytesThere;
    measuredAt = System.nanoTime();
    lastLine = measuredAt;
    if (files == 0) {
      return;
    }
    if (bytesThere > 0) {
      out.printf(Locale.ROOT, "%s  goes on after %.1f MB%n", LABEL, bytesThere / 1e6);
    }
    // The launcher asks the shell: Java cannot tell whether standard error is a terminal.
    if (Boolean.getBoolean("smdm.terminal")) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(LABEL)
              .setInitialMax(bytesInAll)
              .setUnit(" MB", MEGABYTE)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setUpdateIntervalMillis(250)
              .setEtaFunction(state -> Optional.empty())
              .hideEta()
              .build();
      bar.stepTo(bytesThere);
    }
  }

  @Override
  public void file(Path path) {
    file = String.valueOf(path.getFileName());
    if (bar == null) {
      out.printf("%s  %s%n", LABEL, path);
    }
  }

  @Override
  public void received(long more) {
    there += more;
    long now = System.nanoTime();
    double seconds = (now - measuredAt) / 1e9;
    if (seconds >= SECONDS_PER_SPEED) {
      double speed = Math.max(0, there - measuredBytes) / seconds;
      // A mean over some ten seconds: networks are not steady.
      bytesPerSecond = Double.isNaN(bytesPerSecond) ? speed : 0.9 * bytesPerSecond + 0.1 * speed;
      measuredBytes = there;
      measuredAt = now;
    }
    if (bar != null) {
      bar.stepTo(there);
      bar.setExtraMessage(file + "  " + status());
    } else if ((now - lastLine) / 1e9 >= SECONDS_PER_LINE) {
      lastLine = now;
      out.printf(
          Locale.ROOT,
          "%s  %s  %.1f of %.1f MB  %s%n",
          LABEL,
          file,
          there / 1e6,
          bytes / 1e6,
          status());
    }
  }

  private String status() {
    return Double.isNaN(bytesPerSecond) || bytesPerSecond <= 0
        ? ""
        : String.format(
            Locale.ROOT,
            "%.1f MB/s  %s left",
            bytesPerSecond / 1e6,
            TimeSpan.text((bytes - there) / bytesPerSecond));
  }

  @Override
  public void waiting(String reason, Duration wait) {
    line(
        String.format(
            Locale.ROOT, "%s; again in %.0f s", reason, Math.ceil(wait.toMillis() / 1e3)));
  }

  @Override
  public void note(String sentence) {
    line(sentence);
  }

  private void line(String text) {
    if (bar != null) {
      bar.refresh();
      // Leaves the bar's own line as it is and continues below it.
      out.println();
    }
    out.printf("%s  %s%n", LABEL, text);
  }

  @Override
  public void finished() {
    close();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
