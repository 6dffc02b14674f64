package org.smdm.notebook;

import java.util.Locale;
import org.smdm.config.SweepConfig;
import org.smdm.eval.generation.SweepListener;
import org.smdm.eval.generation.SweepRow;
import org.smdm.io.Html;
import org.smdm.report.TimeSpan;

/** Shows below a cell how far a sweep is; the report is shown when it is done. */
final class LiveSweep implements SweepListener {

  private final SweepConfig config;
  private final Display display = new Display();
  private final long begin = System.nanoTime();
  private int done;

  LiveSweep(SweepConfig config) {
    this.config = config;
  }

  @Override
  public void begun(int index, int total, String name) {
    show(total, name);
  }

  @Override
  public void finished(int index, int total, SweepRow row) {
    done++;
    show(total, row.name());
  }

  private void show(int total, String name) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    String left =
        done == 0 ? "" : ", about " + TimeSpan.text(seconds / done * (total - done)) + " left";
    String text =
        String.format(
            Locale.ROOT,
            "%s: %d of %d ways measured here, %s%s",
            config.name(),
            done,
            total,
            name,
            left);
    display.update(Shown.html("<div class=\"smdm-sweep\">" + Html.escape(text) + "</div>", text));
  }
}
