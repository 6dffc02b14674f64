package org.smdm.jupyter.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smdm.io.Html;
import org.smdm.io.Json;
import org.smdm.io.PythonJson;

/** Outputs of cells as HTML: of the forms that each has, the richest that a page can show. */
final class OutputHtml {

  private static final List<String> PICTURES =
      List.of("image/png", "image/jpeg", "image/gif", "image/webp");
  private static final Pattern PROLOGUE =
      Pattern.compile(
          "\\A\\s*(?:<\\?xml.*?\\?>|<!DOCTYPE[^>\\[]*(?:\\[.*?\\])?\\s*>|<!--.*?-->|\\s)+",
          Pattern.DOTALL);
  private static final Pattern SVG_NAME =
      Pattern.compile("(\\bid\\s*=\\s*[\"']|url\\([\"']?#|href\\s*=\\s*[\"']#)");

  private final Path folder;
  private int svgs;

  /**
   * For one page.
   *
   * @param folder of the notebook
   */
  OutputHtml(Path folder) {
    this.folder = folder;
  }

  /** An output as notebooks store it. */
  String of(JsonNode output) {
    return switch (Json.textOrEmpty(output, "output_type")) {
      case "stream" ->
          "<pre class=\"%s\">%s</pre>"
              .formatted(
                  Json.textOrEmpty(output, "name").equals("stderr") ? "stderr" : "stdout",
                  AnsiHtml.of(Json.textOrEmpty(output, "text")));
      case "error" -> "<pre class=\"error\">%s</pre>".formatted(AnsiHtml.of(traceback(output)));
      default -> bundle(output.path("data"));
    };
  }

  private static String traceback(JsonNode error) {
    List<String> lines = new ArrayList<>();
    error.path("traceback").forEach(line -> lines.add(MultilineText.joined(line)));
    return lines.isEmpty()
        ? Json.textOrEmpty(error, "ename") + ": " + Json.textOrEmpty(error, "evalue")
        : String.join("\n", lines);
  }

  private String bundle(JsonNode data) {
    if (data.has("text/html")) {
      return "<div class=\"html\">" + Json.textOrEmpty(data, "text/html") + "</div>";
    }
    if (data.has("image/svg+xml")) {
      return "<div class=\"picture\">" + svg(Json.textOrEmpty(data, "image/svg+xml")) + "</div>";
    }
    for (String type : PICTURES) {
      if (data.has(type)) {
        String base64 = Json.textOrEmpty(data, type).replaceAll("\\s", "");
        return "<div class=\"picture\"><img alt=\"%s\" src=\"data:%s;base64,%s\"></div>"
            .formatted(
                Html.escape(Json.textOrEmpty(data, "text/plain")), type, Html.escape(base64));
      }
    }
    if (data.has("text/markdown")) {
      String text = Json.textOrEmpty(data, "text/markdown");
      return "<div class=\"markdown\">" + MarkdownHtml.of(text, data.path(""), folder) + "</div>";
    }
    if (data.has("text/latex")) {
      String latex = Json.textOrEmpty(data, "text/latex").strip();
      return MathHtml.of(latex.replaceAll("^\\$+|\\$+$", "").strip(), true);
    }
    if (data.has("text/plain")) {
      return "<pre class=\"value\">" + AnsiHtml.of(Json.textOrEmpty(data, "text/plain")) + "</pre>";
    }
    if (data.has("application/json")) {
      String json = PythonJson.notebook(data.path("application/json"));
      return "<pre class=\"value\">" + Html.escape(json) + "</pre>";
    }
    List<String> types = new ArrayList<>();
    data.fieldNames().forEachRemaining(types::add);
    return types.isEmpty()
        ? ""
        : "<p class=\"unshown\">not shown: %s</p>".formatted(Html.escape(String.join(", ", types)));
  }

  /** A drawing without what only files have; its names are its own, as pages have many. */
  private String svg(String text) {
    String drawing = PROLOGUE.matcher(text).replaceFirst("");
    return SVG_NAME
        .matcher(drawing)
        .replaceAll("$1" + Matcher.quoteReplacement("svg" + ++svgs + "-"));
  }
}
