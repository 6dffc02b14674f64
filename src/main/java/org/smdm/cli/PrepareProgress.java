package org.smdm.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.smdm.data.prepare.PrepareListener;
import org.smdm.report.TimeSpan;

/**
 * Shows a preparation on the terminal: a bar over the input's megabytes; where there is no
 * terminal, a line now and then.
 */
final class PrepareProgress implements PrepareListener, AutoCloseable {

  private static final double SECONDS_PER_LINE = 10;
  private static final long MEGABYTE = 1_000_000;

  private static final String LABEL = "prepare";
  private final PrintStream out = System.err;
  private ProgressBar bar;
  private long bytesAtStart;
  private double lastLine;

  @Override
  public void started(long bytesInAll, long bytesDone, long documentsDone) {
    bytesAtStart = bytesDone;
    if (documentsDone > 0) {
      out.printf(Locale.ROOT, "%s  goes on after %,d documents%n", LABEL, documentsDone);
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
    }
  }

  @Override
  public void progress(Progress p) {
    double perByte = p.seconds() / Math.max(1, p.bytesRead() - bytesAtStart);
    String status =
        String.format(
            Locale.ROOT,
            "%,d docs  %.1fM tokens  %.1f MB/s  %s left",
            p.documents(),
            p.tokens() / 1e6,
            p.textBytes() / 1e6 / p.seconds(),
            TimeSpan.text(perByte * (p.bytesInAll() - p.bytesRead())));
    if (bar != null) {
      bar.stepTo(p.bytesRead());
      bar.setExtraMessage(status);
    } else if (p.seconds() - lastLine >= SECONDS_PER_LINE) {
      lastLine = p.seconds();
      out.printf(
          Locale.ROOT,
          "%s  %.1f of %.1f MB  %s%n",
          LABEL,
          p.bytesRead() / 1e6,
          p.bytesInAll() / 1e6,
          status);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
