package org.smdm.notebook;

import java.util.Locale;
import org.smdm.eval.likelihood.ScoringListener;
import org.smdm.io.Html;
import org.smdm.report.TimeSpan;

/** Shows below a cell how far scoring is; the table is shown when it is done. */
final class LiveScoring implements ScoringListener {

  private static final double SECONDS_PER_UPDATE = 0.5;

  private final String model;
  private final Display display = new Display();
  private String task = "";
  private long begin;
  private int requests;
  private int done;
  private double workLeft;
  private double workDone;
  private double lastUpdate;

  /**
   * @param model its name, and how it is scored
   */
  LiveScoring(String model) {
    this.model = model;
  }

  @Override
  public void begun(String name, int total, int known, double work) {
    task = name;
    begin = System.nanoTime();
    requests = total;
    done = known;
    workLeft = work;
    workDone = 0;
    lastUpdate = 0;
    show("");
  }

  @Override
  public void scored(double work) {
    done++;
    workDone += work;
    workLeft -= work;
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (seconds - lastUpdate >= SECONDS_PER_UPDATE) {
      lastUpdate = seconds;
      show(", about " + TimeSpan.text(seconds / workDone * workLeft) + " left");
    }
  }

  @Override
  public void finished() {
    show("");
  }

  private void show(String left) {
    String text =
        String.format(
            Locale.ROOT, "%s: %s, %,d of %,d requests%s", model, task, done, requests, left);
    display.update(Shown.html("<div class=\"smdm-eval\">" + Html.escape(text) + "</div>", text));
  }
}
