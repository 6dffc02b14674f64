package org.smdm.notebook;

import java.util.List;
import java.util.Map;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.smdm.io.Html;
import org.smdm.report.TextTable;

/**
 * What a front end gets to show: it takes the richest form that it can.
 *
 * @param text for terminals
 * @param forms others by their MIME types, as {@code text/html}
 */
record Shown(String text, Map<String, String> forms) {

  static final String HTML = "text/html";
  static final String SVG = "image/svg+xml";

  Shown {
    forms = Map.copyOf(forms);
  }

  static Shown html(String html, String text) {
    return new Shown(text, Map.of(HTML, html));
  }

  /**
   * A table, sentences below it and a chart.
   *
   * @param chart SVG or other HTML; empty for none
   */
  static Shown table(TextTable table, List<String> notes, String chart) {
    StringBuilder html = new StringBuilder(table.toHtml());
    notes.forEach(note -> html.append("<div>").append(Html.escape(note)).append("</div>"));
    if (!chart.isEmpty()) {
      html.append("<div>").append(chart).append("</div>");
    }
    return html(html.toString(), (table.toText() + String.join("\n", notes)).stripTrailing());
  }

  static Shown svg(String svg, String text) {
    return new Shown(text, Map.of(SVG, svg));
  }

  DisplayData data() {
    DisplayData data = new DisplayData(text);
    forms.forEach(data::putData);
    return data;
  }
}
