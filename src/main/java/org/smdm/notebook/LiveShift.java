package org.smdm.notebook;

import java.util.Locale;
import org.smdm.eval.shift.ShiftListener;
import org.smdm.eval.shift.ShiftRow;
import org.smdm.io.Html;
import org.smdm.report.TimeSpan;

/** Shows below a cell how far a study is; the report is shown when it is done. */
final class LiveShift implements ShiftListener {

  private final String name;
  private final Display display = new Display();
  private final long begin = System.nanoTime();
  private int here;

  LiveShift(String name) {
    this.name = name;
  }

  @Override
  public void begun(int done, int total, String model, String slice) {
    show(done, total, model, slice);
  }

  @Override
  public void finished(int done, int total, ShiftRow row) {
    here++;
    show(done, total, row.model(), row.slice());
  }

  private void show(int done, int total, String model, String slice) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    String left =
        here == 0 ? "" : ", about " + TimeSpan.text(seconds / here * (total - done)) + " left";
    String text =
        String.format(
            Locale.ROOT, "%s: %d of %d, %s on %s%s", name, done, total, model, slice, left);
    display.update(Shown.html("<div class=\"smdm-shift\">" + Html.escape(text) + "</div>", text));
  }
}
