package org.smdm.notebook;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.smdm.io.Html;
import org.smdm.report.RunList;
import tech.tablesaw.api.Table;

/**
 * All runs below a folder.
 *
 * @param results the folder
 * @param list what is known of them
 */
public record RunTable(Path results, RunList list) {

  /** What is known of the runs, as columns of numbers and of texts. */
  public Table table() {
    return list.values(Instant.now());
  }

  Shown shown() {
    if (list.isEmpty()) {
      String text = "no runs in " + results;
      return Shown.html("<div>" + Html.escape(text) + "</div>", text);
    }
    List<String> notes = new ArrayList<>();
    return Shown.table(list.table(Instant.now(), notes), notes, "");
  }

  @Override
  public String toString() {
    return shown().text();
  }
}
