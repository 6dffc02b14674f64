package org.smdm.jupyter.file;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smdm.io.Html;
import org.smdm.io.Resource;

/** A notebook as one HTML file that needs no other. */
public final class NotebookPage {

  private static final Pattern HEADING = Pattern.compile("(?m)^#\\s+(.+?)\\s*#*\\s*$");

  private NotebookPage() {}

  /**
   * The page.
   *
   * @param notebook with the outputs to show
   * @return text of an HTML file
   */
  public static String of(NotebookFile notebook) {
    Path folder = Optional.ofNullable(notebook.path().getParent()).orElse(Path.of(""));
    OutputHtml outputs = new OutputHtml(folder);
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.append("<title>").append(Html.escape(title(notebook))).append("</title>\n");
    page.append("<style>\n").append(style()).append("</style>\n</head>\n<body>\n<main>\n");
    for (NotebookCell cell : notebook.cells()) {
      append(page, cell, outputs, folder);
    }
    return page.append("</main>\n</body>\n</html>\n").toString();
  }

  private static String title(NotebookFile notebook) {
    for (NotebookCell cell : notebook.cells()) {
      Matcher heading = HEADING.matcher(cell.source());
      if (cell.isMarkdown() && heading.find()) {
        return heading.group(1).replaceAll("[*`]", "");
      }
    }
    return notebook.name().replaceFirst("\\.ipynb$", "");
  }

  private static void append(
      StringBuilder page, NotebookCell cell, OutputHtml outputs, Path folder) {
    if (cell.isMarkdown()) {
      page.append("<section class=\"markdown\">\n");
      page.append(MarkdownHtml.of(cell.source(), cell.attachments(), folder));
      page.append("</section>\n");
    } else if (!cell.isCode()) {
      page.append("<section class=\"raw\"><pre>");
      page.append(Html.escape(cell.source())).append("</pre></section>\n");
    } else if (!cell.source().isBlank() || !cell.outputs().isEmpty()) {
      String count = cell.executionCount() > 0 ? Integer.toString(cell.executionCount()) : " ";
      page.append("<section class=\"code\">\n<div class=\"prompt\">[").append(count);
      page.append("]</div>\n<pre class=\"source\"><code>");
      page.append(JavaHtml.of(cell.source())).append("</code></pre>\n");
      for (JsonNode output : cell.outputs()) {
        page.append("<div class=\"output\">").append(outputs.of(output)).append("</div>\n");
      }
      page.append("</section>\n");
    }
  }

  private static String style() {
    return Resource.text(NotebookPage.class, "page.css");
  }
}
