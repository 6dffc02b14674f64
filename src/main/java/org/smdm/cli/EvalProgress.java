package org.smdm.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.smdm.eval.likelihood.ScoringListener;
import org.smdm.report.TimeSpan;

/**
 * Shows scoring on the terminal: a bar per task over its requests with time left, by work and not
 * by number; where there is no terminal, a line now and then.
 */
final class EvalProgress implements ScoringListener, AutoCloseable {

  private static final double SECONDS_PER_LINE = 10;

  private final PrintStream out = System.err;
  private ProgressBar bar;
  private String task = "";
  private long begin;
  private int total;
  private int done;
  private double workTotal;
  private double workDone;
  private double lastLine;

  @Override
  public void begun(String name, int requests, int known, double work) {
    close();
    task = name;
    begin = System.nanoTime();
    total = requests;
    done = known;
    workTotal = work;
    workDone = 0;
    lastLine = 0;
    if (known > 0) {
      out.printf(Locale.ROOT, "%s  %,d of %,d answers are known%n", name, known, requests);
    }
    // The launcher asks the shell: Java cannot tell whether standard error is a terminal.
    if (Boolean.getBoolean("smdm.terminal")) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(requests)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setUpdateIntervalMillis(250)
              .setEtaFunction(state -> Optional.empty())
              .hideEta()
              .build();
      bar.stepTo(done);
    }
  }

  @Override
  public void scored(double work) {
    done++;
    workDone += work;
    double seconds = (System.nanoTime() - begin) / 1e9;
    String left = TimeSpan.text(seconds / workDone * (workTotal - workDone)) + " left";
    if (bar != null) {
      bar.stepTo(done);
      bar.setExtraMessage(left);
    } else if (seconds - lastLine >= SECONDS_PER_LINE) {
      lastLine = seconds;
      out.printf(Locale.ROOT, "%s  %,d of %,d requests  %s%n", task, done, total, left);
    }
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
