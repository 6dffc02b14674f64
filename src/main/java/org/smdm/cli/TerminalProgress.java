package org.smdm.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.smdm.io.Progress;
import org.smdm.io.ProgressMeter;
import org.smdm.report.TextWidth;
import org.smdm.report.TimeSpan;

/**
 * Shows long work on standard error: a bar with the time left, by work and not by number, and lines
 * that stay above it; where there is no terminal, a line now and then. Safe for several threads.
 *
 * @param <T> what an item gives
 */
final class TerminalProgress<T> implements Progress<T>, AutoCloseable {

  private static final double SECONDS_PER_LINE = 10;
  private static final long MEGABYTE = 1_000_000;

  private final String label;
  private final Function<T, String> line;
  private final PrintStream out;
  private final boolean isTerminal;
  private final int columns;
  private final LongSupplier nanos;
  private ProgressBar bar;
  private ProgressMeter meter;
  private String what = "";
  private String news = "";
  private double lastLine;

  /**
   * @param label begins all lines; empty for each part's name
   * @param line what is said of an item; empty for nothing
   */
  TerminalProgress(String label, Function<T, String> line) {
    this(
        label,
        line,
        TerminalText.drawing(System.err),
        TerminalSize.isTerminal(),
        0,
        System::nanoTime);
  }

  /**
   * The same elsewhere.
   *
   * @param out where to show it
   * @param isTerminal whether escape sequences are understood there
   * @param columns of the terminal; 0 asks it
   * @param nanos a clock
   */
  TerminalProgress(
      String label,
      Function<T, String> line,
      PrintStream out,
      boolean isTerminal,
      int columns,
      LongSupplier nanos) {
    this.label = label;
    this.line = line;
    this.out = out;
    this.isTerminal = isTerminal;
    this.columns = isTerminal && columns == 0 ? TerminalSize.ask().columns() : columns;
    this.nanos = nanos;
  }

  /**
   * Says nothing of items.
   *
   * @param label begins all lines; empty for each part's name
   */
  TerminalProgress(String label) {
    this(label, item -> "");
  }

  @Override
  public synchronized void begun(Part next) {
    begun(next, "");
  }

  /**
   * Begins a part.
   *
   * @param next the part
   * @param goesOn is said when some of it was done before; empty for the usual words
   */
  synchronized void begun(Part next, String goesOn) {
    close();
    meter = new ProgressMeter(next, nanos);
    what = "";
    lastLine = 0;
    if (next.done() >= next.total()) {
      said("all " + count(next.total()) + " are there already");
      return;
    }
    if (next.done() > 0) {
      said(goesOn.isEmpty() ? "goes on after " + count(next.done()) : goesOn);
    }
    if (isTerminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(label())
              .setInitialMax(next.total())
              .setUnit(meter.isInBytes() ? " MB" : "", meter.isInBytes() ? MEGABYTE : 1)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setUpdateIntervalMillis(250)
              .setConsumer(new ConsoleProgressBarConsumer(out, columns))
              .setEtaFunction(state -> Optional.empty())
              .hideEta()
              .build();
      bar.stepTo(meter.done());
    }
  }

  @Override
  public synchronized void at(String next) {
    what = next;
    show();
  }

  @Override
  public synchronized void item(T item) {
    flush();
    news = line.apply(item);
  }

  @Override
  public synchronized void advanced(long units, double work) {
    meter.advanced(units, work);
    show();
  }

  private void show() {
    if (meter == null) {
      return;
    }
    if (bar != null) {
      bar.stepTo(meter.done());
      bar.setExtraMessage(status());
      flush();
    } else if (!news.isEmpty() || meter.seconds() - lastLine >= SECONDS_PER_LINE) {
      lastLine = meter.seconds();
      StringJoiner text = new StringJoiner("  ");
      text.add(number(meter.done()) + " of " + count(meter.part().total()));
      if (!news.isEmpty()) {
        text.add(news);
        news = "";
      }
      said(text.add(status()).toString().stripTrailing());
    }
  }

  @Override
  public synchronized void said(String sentence) {
    String text = TerminalText.shown(label().isEmpty() ? sentence : label() + "  " + sentence);
    if (bar == null) {
      out.println(text);
    } else {
      // In one piece: the bar is drawn by a thread of its own.
      out.print("\r\u001b[K" + TextWidth.wrapped(text, columns) + System.lineSeparator());
      bar.refresh();
    }
  }

  @Override
  public void ended() {
    close();
  }

  @Override
  public synchronized void close() {
    flush();
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  private void flush() {
    if (!news.isEmpty()) {
      String text = news;
      news = "";
      said(text);
    }
  }

  private String label() {
    return label.isEmpty() && meter != null ? meter.part().name() : label;
  }

  private String number(long units) {
    return meter.isInBytes()
        ? String.format(Locale.ROOT, "%.1f", units / 1e6)
        : String.format(Locale.ROOT, "%,d", units);
  }

  private String count(long units) {
    return number(units) + " " + (meter.isInBytes() ? "MB" : meter.part().unit());
  }

  /** Speed of bytes, time left, and what goes on. */
  private String status() {
    StringJoiner status = new StringJoiner("  ");
    if (meter.isInBytes() && meter.perSecond() > 0) {
      status.add(String.format(Locale.ROOT, "%.1f MB/s", meter.perSecond() / 1e6));
    }
    if (!Double.isNaN(meter.secondsLeft())) {
      status.add(TimeSpan.text(meter.secondsLeft()) + " left");
    }
    return (what.isEmpty() ? status : status.add(what)).toString();
  }
}
