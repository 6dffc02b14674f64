package org.smdm.notebook;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.smdm.io.Html;
import org.smdm.report.TimeSpan;

/**
 * Where a run is, for the place below a cell.
 *
 * @param name of the run
 * @param state {@code training}, {@code finished}, …
 * @param step optimiser steps done
 * @param steps length of the run; 0 when unknown
 * @param loss running mean in nats per token; NaN before the first step
 * @param tokensPerSecond speed; NaN when unknown
 * @param secondsLeft of training; NaN when unknown or over
 * @param validation the last, as text; empty before the first
 * @param note a sentence below; empty for none
 * @param course of the loss
 */
record Progress(
    String name,
    String state,
    long step,
    long steps,
    double loss,
    double tokensPerSecond,
    double secondsLeft,
    String validation,
    String note,
    Sparkline course) {

  Shown shown() {
    return Shown.html(html(), text());
  }

  private String html() {
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

  private String text() {
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
