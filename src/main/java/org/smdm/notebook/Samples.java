package org.smdm.notebook;

import java.util.List;
import org.smdm.config.SamplingConfig;
import org.smdm.io.Html;

/**
 * Texts that a model wrote.
 *
 * @param model its name
 * @param prompt that each begins with
 * @param texts prompt included
 * @param config how they were drawn
 */
public record Samples(String model, String prompt, List<String> texts, SamplingConfig config) {

  /** Copies the texts. */
  public Samples {
    texts = List.copyOf(texts);
  }

  Shown shown() {
    StringBuilder html =
        new StringBuilder("<div class=\"smdm-samples\" style=\"max-width:760px\">");
    html.append("<div style=\"font-family:system-ui,sans-serif;font-size:12px;opacity:.75\">");
    html.append(Html.escape(caption())).append("</div>");
    for (String text : texts) {
      boolean begins = text.startsWith(prompt);
      html.append("<pre style=\"white-space:pre-wrap;margin:6px 0;padding:6px 10px;");
      html.append("border-left:3px solid #0072B2\">");
      html.append("<b>").append(Html.escape(begins ? prompt : "")).append("</b>");
      html.append(Html.escape(begins ? text.substring(prompt.length()) : text)).append("</pre>");
    }
    return Shown.html(html.append("</div>").toString(), toString());
  }

  private String caption() {
    return "%s, %d tokens, %d steps, temperature %s"
        .formatted(model, config.length(), config.steps(), config.draw().temperature());
  }

  /** The texts below each other. */
  @Override
  public String toString() {
    return caption() + "\n" + String.join("\n──\n", texts);
  }
}
