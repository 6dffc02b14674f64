package org.smdm.notebook;

import java.util.Map;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;

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

  static Shown svg(String svg, String text) {
    return new Shown(text, Map.of(SVG, svg));
  }

  DisplayData data() {
    DisplayData data = new DisplayData(text);
    forms.forEach(data::putData);
    return data;
  }
}
