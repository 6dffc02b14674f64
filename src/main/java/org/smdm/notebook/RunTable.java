package org.smdm.notebook;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.smdm.io.Html;
import org.smdm.report.RunList;
import org.smdm.report.TextTable;

/**
 * All runs below a folder.
 *
 * @param results the folder
 * @param list what is known of them
 */
public record RunTable(Path results, RunList list) {

  /** The runs as a table. */
  public TextTable table() {
    return list.table(Instant.now(), new ArrayList<>());
  }

  Shown shown() {
    if (list.isEmpty()) {
      String text = "no runs in " + results;
      return Shown.html("<div>" + Html.escape(text) + "</div>", text);
    }
    List<String> notes = new ArrayList<>();
    TextTable table = list.table(Instant.now(), notes);
    StringBuilder html = new StringBuilder(table.toHtml());
    notes.forEach(note -> html.append("<div>").append(Html.escape(note)).append("</div>"));
    return Shown.html(html.toString(), table.toText() + String.join("\n", notes));
  }

  @Override
  public String toString() {
    return shown().text();
  }
}
