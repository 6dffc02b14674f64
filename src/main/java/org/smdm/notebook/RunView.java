package org.smdm.notebook;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.smdm.io.Html;
import org.smdm.report.TimeSpan;

/** A run below the cell that trains or follows it: how far it is, its speed, its loss's course. */
final class RunView {

  private static final long NANOS_PER_UPDATE = 500_000_000L;

  /** Single losses of an MDM jump with the drawn times. */
  private static final double SMOOTHING = 0.95;

  private final String name;
  private final Display display = new Display();
  private final Sparkline course = new Sparkline();
  private long steps;
  private long step;
  private double loss = Double.NaN;
  private double tokensPerSecond = Double.NaN;
  private double secondsLeft = Double.NaN;
  private String validation = "";
  private long shownNanos;

  /**
   * @param name of the run
   */
  RunView(String name) {
    this.name = name;
  }

  /**
   * Where the run is.
   *
   * @param done optimiser steps
   * @param of length of the run; 0 when unknown
   */
  void at(long done, long of) {
    step = done;
    steps = of;
  }

  /**
   * A step was done.
   *
   * @param done optimiser steps
   * @param stepLoss in nats per token
   * @param speed in tokens per second; NaN when unknown
   * @param left seconds of training; NaN when unknown
   */
  void step(long done, double stepLoss, double speed, double left) {
    step = done;
    loss = Double.isNaN(loss) ? stepLoss : SMOOTHING * loss + (1 - SMOOTHING) * stepLoss;
    course.add(loss);
    tokensPerSecond = speed;
    secondsLeft = left;
  }

  /**
   * The model was validated.
   *
   * @param result as text
   */
  void validated(String result) {
    validation = result;
  }

  /** Shows a state and a sentence, which may be empty; both will be replaced. */
  void update(String state, String note) {
    shownNanos = System.nanoTime();
    display.update(shown(state, note));
  }

  /** The same, but only twice a second. */
  void updateNowAndThen(String state) {
    if (System.nanoTime() - shownNanos > NANOS_PER_UPDATE) {
      update(state, "");
    }
  }

  /** Shows a state and a sentence, which may be empty, that stay: the run is over. */
  void last(String state, String note) {
    secondsLeft = Double.NaN;
    display.last(shown(state, note));
  }

  Shown shown(String state, String note) {
    return Shown.html(html(state, note), text(state, note));
  }

  private String html(String state, String note) {
    double percent = steps == 0 ? 0 : 100.0 * step / steps;
    String colour = state.equals("failed") ? "#D55E00" : "#0072B2";
    StringBuilder html = new StringBuilder();
    html.append("<div class=\"smdm-progress\" style=\"max-width:780px;padding:6px 0;");
    html.append("font-family:system-ui,sans-serif;font-size:13px;line-height:1.5\">");
    html.append(
        "<div style=\"display:flex;justify-content:space-between\"><span><b>%s</b> %s</span><span>%s</span></div>"
            .formatted(Html.escape(name), Html.escape(state), stepsText()));
    html.append(
        String.format(
            Locale.ROOT,
            "<div style=\"background:rgba(128,128,128,.25);height:6px;border-radius:3px\"><div"
                + " style=\"background:%s;width:%.1f%%;height:6px;border-radius:3px\"></div></div>",
            colour,
            percent));
    html.append("<div style=\"display:flex;gap:16px;align-items:center;flex-wrap:wrap;");
    html.append("font-variant-numeric:tabular-nums\">").append(course.svg());
    for (String part : parts()) {
      html.append("<span>").append(Html.escape(part)).append("</span>");
    }
    html.append("</div>");
    if (!note.isEmpty()) {
      html.append("<div>").append(Html.escape(note)).append("</div>");
    }
    return html.append("</div>").toString();
  }

  private String text(String state, String note) {
    String line = "%s  %s  %s  %s".formatted(name, state, stepsText(), String.join("  ", parts()));
    String course = this.course.text();
    return line.strip()
        + (course.isEmpty() ? "" : "  " + course)
        + (note.isEmpty() ? "" : "\n" + note);
  }

  private String stepsText() {
    return steps == 0
        ? String.format(Locale.ROOT, "step %,d", step)
        : String.format(Locale.ROOT, "step %,d of %,d", step, steps);
  }

  private List<String> parts() {
    List<String> parts = new ArrayList<>();
    if (Double.isFinite(loss)) {
      parts.add(String.format(Locale.ROOT, "loss %.3f nats/token", loss));
    }
    if (Double.isFinite(tokensPerSecond)) {
      parts.add(String.format(Locale.ROOT, "%,.0f tokens/s", tokensPerSecond));
    }
    if (Double.isFinite(secondsLeft)) {
      parts.add(TimeSpan.text(secondsLeft) + " left");
    }
    if (!validation.isEmpty()) {
      parts.add("validation " + validation);
    }
    return parts;
  }
}
