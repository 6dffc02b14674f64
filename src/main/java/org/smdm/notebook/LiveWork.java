package org.smdm.notebook;

import java.util.Locale;
import java.util.function.Function;
import org.smdm.io.Html;
import org.smdm.io.Progress;
import org.smdm.io.ProgressMeter;
import org.smdm.report.TimeSpan;

/**
 * Shows below a cell how far long work is; what comes of it is shown when it is done.
 *
 * @param <T> what an item gives
 */
final class LiveWork<T> implements Progress<T> {

  private static final double SECONDS_PER_UPDATE = 0.5;

  private final String label;
  private final Function<T, String> line;
  private final Display display = new Display();
  private ProgressMeter meter;
  private String what = "";
  private double lastUpdate;

  /**
   * @param label stands before each part's name; empty for nothing
   * @param line what is said of the last item; empty for nothing
   */
  LiveWork(String label, Function<T, String> line) {
    this.label = label.isEmpty() ? "" : label + ", ";
    this.line = line;
  }

  /**
   * Says nothing of items.
   *
   * @param label stands before each part's name; empty for nothing
   */
  LiveWork(String label) {
    this(label, item -> "");
  }

  @Override
  public synchronized void begun(Part next) {
    meter = new ProgressMeter(next);
    what = "";
    show();
  }

  @Override
  public synchronized void at(String next) {
    what = next;
    show();
  }

  @Override
  public synchronized void item(T item) {
    String text = line.apply(item);
    if (!text.isEmpty()) {
      at(text);
    }
  }

  @Override
  public synchronized void advanced(long units, double work) {
    meter.advanced(units, work);
    if (meter.seconds() - lastUpdate >= SECONDS_PER_UPDATE) {
      show();
    }
  }

  @Override
  public synchronized void ended() {
    what = "";
    show();
  }

  private void show() {
    lastUpdate = meter.seconds();
    double left = meter.secondsLeft();
    String text =
        String.format(
            Locale.ROOT,
            "%s%s: %,d of %,d %s%s%s",
            label,
            meter.part().name(),
            meter.done(),
            meter.part().total(),
            meter.part().unit(),
            what.isEmpty() ? "" : ", " + what,
            Double.isNaN(left) ? "" : ", about " + TimeSpan.text(left) + " left");
    display.update(Shown.html("<div class=\"smdm-work\">" + Html.escape(text) + "</div>", text));
  }
}
