package org.smdm.jupyter.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotebookPageTest {

  @TempDir Path folder;

  private String page(ObjectNode notebook) throws Exception {
    return NotebookPage.of(Notebooks.read(folder, notebook));
  }

  private String markdown(String text) throws Exception {
    ObjectNode notebook = Notebooks.empty(4);
    Notebooks.cell(notebook, "markdown", text);
    return page(notebook);
  }

  private String output(ObjectNode output) throws Exception {
    ObjectNode notebook = Notebooks.empty(4);
    ((ArrayNode) Notebooks.cell(notebook, "code", "x").get("outputs")).add(output);
    return page(notebook);
  }

  private static ObjectNode display(String type, String data) {
    ObjectNode output = Notebooks.empty(4).objectNode().put("output_type", "display_data");
    output.putObject("metadata");
    output.putObject("data").put(type, data).put("text/plain", "plain <form>");
    return output;
  }

  private static ObjectNode stream(String text) {
    return Notebooks.empty(4)
        .objectNode()
        .put("output_type", "stream")
        .put("name", "stdout")
        .put("text", text);
  }

  private static void assertHas(String page, String part) {
    assertTrue(page.contains(part), page.substring(page.indexOf("<main>")));
  }

  @Test
  void markdownHasTablesAndItsOwnHtml() throws Exception {
    String page = markdown("# Loss & *gain*\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<b>bold</b>");
    assertHas(page, "<title>Loss &amp; gain</title>");
    assertHas(page, "<th>a</th>");
    assertHas(page, "<b>bold</b>");
  }

  @Test
  void formulasAreNotMarkdownAndPricesAreNotFormulas() throws Exception {
    String page =
        markdown(
            "with $x_1 * y_2 * z<3$ and\n\n$$\na_1 _b_\n= c\n$$\n\ncosts $5 or $6, as $k$ says");
    assertFalse(page.contains("<em>"), page);
    assertHas(
        page, "costs $5 or $6, as <math display=\"inline\"><mrow><mi>k</mi></mrow></math> says");
    assertHas(page, "<math display=\"block\">");
  }

  @Test
  void picturesOfMarkdownAreInThePage() throws Exception {
    Files.write(folder.resolve("a b.png"), new byte[] {1, 2, 3});
    ObjectNode notebook = Notebooks.empty(4);
    String text = "![f](a%20b.png) ![a](attachment:c.png) ![n](none.png) ![w](https://x.org/y.png)";
    ObjectNode cell = Notebooks.cell(notebook, "markdown", text);
    cell.putObject("attachments").putObject("c.png").put("image/png", "QUJD");
    String page = page(notebook);
    assertHas(page, "src=\"data:image/png;base64,AQID\"");
    assertHas(page, "src=\"data:image/png;base64,QUJD\"");
    assertHas(page, "src=\"none.png\"");
    assertHas(page, "src=\"https://x.org/y.png\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[click](javascript:alert(1))|<a rel=\"nofollow\" href=\"\">click</a>",
        "[x](JaVaScRiPt:alert%281%29)|<a rel=\"nofollow\" href=\"\">x</a>",
        "![x](javascript:alert(1))|<img src=\"\" alt=\"x\" />",
        "[x](https://x.org/?a=b:c)|href=\"https://x.org/?a=b:c\"",
        "[x](data:text/html;base64,QUJD)|<a rel=\"nofollow\" href=\"\">x</a>",
        "a <script>alert(2)</script> b|a alert(2) b",
        "<script>alert(2)</script>|<section class=\"markdown\">",
        "<scr<script>x</script>ipt>alert(2)|alert(2)",
        "<img src=x onerror=alert(3)>|<img src=\"x\">",
        "<img src=x onerror='a>b' alt=y>|<img src=\"x\">",
        "<IMG SRC=JaVaScRiPt:alert(3)>|<img src=\"\">",
        "<a href='java&#115;cript:alert(1)' title=t>x</a>|<a href=\"java&amp;#115;cript:alert(1)\" title=\"t\">x</a>",
        "<a href=\"https://x.org/?a=1&amp;b=2\">x</a>|<a href=\"https://x.org/?a=1&amp;b=2\">x</a>",
        "<details open><summary>s</summary>t</details>|<details open=\"\"><summary>s</summary>t</details>",
        "<iframe srcdoc='<script>x</script>'></iframe>|<section class=\"markdown\">",
        "<svg onload=alert(4)><circle/></svg>|<section class=\"markdown\">",
        "<meta http-equiv=refresh content=0>|<section class=\"markdown\">",
        "<p style='position:fixed' onclick=x>t</p>|<p>t</p>",
        "<b onmouseover=alert(5)>t</b>|<b>t</b>",
      })
  void htmlInMarkdownShowsAndDoesNothing(String text, String shown) throws Exception {
    String page = markdown(text);
    assertHas(page, shown);
    String body = page.substring(page.indexOf("<main>"));
    assertFalse(
        body.matches(
            "(?is).*(<script|javascript:|\\son[a-z]+=|<iframe|srcdoc|http-equiv|<svg|style=).*"),
        body);
  }

  @Test
  void onlyPicturesOfTheNotebooksFolderAreInThePage() throws Exception {
    Path inside = Files.createDirectory(folder.resolve("inside"));
    Path secret = Files.write(folder.resolve("secret.png"), new byte[] {1, 2, 3});
    Files.createSymbolicLink(inside.resolve("link.png"), secret);
    Path file = inside.resolve("n.ipynb");
    ObjectNode notebook = Notebooks.empty(4);
    Notebooks.cell(
        notebook, "markdown", "![a](../secret.png) ![b](link.png) ![c](%s)".formatted(secret));
    Files.writeString(file, notebook.toString());
    String page = NotebookPage.of(NotebookFile.read(file));
    assertFalse(page.contains("AQID"), page);
    assertHas(page, "src=\"../secret.png\"");
  }

  @Test
  void codeIsEscapedAndMarked() throws Exception {
    ObjectNode notebook = Notebooks.empty(4);
    String code =
        "// a <b>\nfinal var s = \"</pre> // no\"; /* c */ int n = 0x1F + 1e-3; char q = '\"';\n"
            + "String t = \"\"\"\n  \"x\" int\n  \"\"\";\n%jars lib/*.jar\nclass A {}";
    Notebooks.cell(notebook, "code", code).put("execution_count", 12);
    String page = page(notebook);
    assertHas(page, "[12]");
    assertHas(page, "<span class=\"c\">// a &lt;b&gt;</span>");
    assertHas(page, "<span class=\"k\">final</span>");
    assertHas(page, "<span class=\"s\">&quot;&lt;/pre&gt; // no&quot;</span>");
    assertHas(page, "<span class=\"c\">/* c */</span>");
    assertHas(page, "<span class=\"n\">0x1F</span> + <span class=\"n\">1e-3</span>");
    assertHas(page, "<span class=\"s\">'&quot;'</span>;");
    assertHas(
        page,
        "<span class=\"s\">&quot;&quot;&quot;\n  &quot;x&quot; int\n  &quot;&quot;&quot;</span>");
    // The pattern is no comment.
    assertHas(page, "<span class=\"m\">%jars lib/*.jar</span>\n<span class=\"k\">class</span>");
  }

  @Test
  void codeWithoutEndsIsShownAsItIs() throws Exception {
    ObjectNode notebook = Notebooks.empty(4);
    String quotes = "\"".repeat(3);
    Notebooks.cell(notebook, "code", "a /* b");
    Notebooks.cell(notebook, "code", quotes + "\nc");
    // A token this long must not exhaust the stack.
    Notebooks.cell(notebook, "code", "// " + "d".repeat(200_000) + "\n\"" + "e".repeat(200_000));
    Notebooks.cell(
        notebook, "code", quotes + "\n" + "f".repeat(200_000) + "/*" + "g\n".repeat(100_000));
    assertHas(page(notebook), "<span class=\"c\">/* b</span>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a<b & \"c\"|a&lt;b &amp; &quot;c&quot;",
        "E[31mred E[0mplain|<span style=\"color:var(--ansi-1);\">red </span>plain",
        "E[1;92;40mxE[mE[Ky|<span style=\"font-weight:bold;color:var(--ansi-10);background:var(--ansi-0);\">x</span>y",
        "E[38;5;196mxE[39my|<span style=\"color:rgb(255,0,0);\">x</span>y",
        "E[48;2;1;2;3mx|<span style=\"background:rgb(1,2,3);\">x</span>",
        "E[2mxE[22;4my|<span style=\"opacity:.65;\">x</span><span style=\"text-decoration:underline;\">y</span>",
        "E[38;5mx|<span style=\"color:var(--ansi-0);\">x</span>",
        "E[99999999999mx|x",
      })
  void coloursOfTerminalsBecomeSpans(String text, String html) {
    assertEquals(html, AnsiHtml.of(text.replace('E', '\u001b')));
  }

  @Test
  void theRichestFormIsShown() throws Exception {
    assertHas(output(display("text/html", "<table><tr></table>")), "<table><tr></table>");
    assertHas(output(display("image/png", "QU\nJD\n")), "src=\"data:image/png;base64,QUJD\"");
    assertHas(output(display("image/png", "QUJD")), "alt=\"plain &lt;form&gt;\"");
    assertHas(output(display("text/markdown", "*x*")), "<em>x</em>");
    assertHas(output(display("strange/type", "x")), "plain &lt;form&gt;</pre>");
    assertHas(output(stream("<i>")), "&lt;i&gt;</pre>");
    ObjectNode strange = display("strange/type", "x");
    strange.withObject("/data").remove("text/plain");
    assertHas(output(strange), "not shown: strange/type");
  }

  @Test
  void drawingsLoseTheirPrologueAndShareNoNames() throws Exception {
    String svg =
        "<?xml version=\"1.0\"?>\n<!DOCTYPE svg PUBLIC 'a' 'b.dtd'>\n<!-- c -->"
            + "<svg><clipPath id=\"clip1\"/><g clip-path=\"url(#clip1)\"/><use href='#clip1'/></svg>";
    ObjectNode notebook = Notebooks.empty(4);
    ArrayNode outputs = (ArrayNode) Notebooks.cell(notebook, "code", "x").get("outputs");
    outputs.add(display("image/svg+xml", svg)).add(display("image/svg+xml", svg));
    String page = page(notebook);
    for (String name : new String[] {"svg1-clip1", "svg2-clip1"}) {
      assertHas(
          page,
          "<div class=\"picture\"><svg><clipPath id=\"%1$s\"/><g clip-path=\"url(#%1$s)\"/><use href='#%1$s'/></svg>"
              .formatted(name));
    }
  }

  @Test
  void errorsHaveTheirTraceback() throws Exception {
    ObjectNode error = Notebooks.empty(4).objectNode();
    error.put("output_type", "error").put("ename", "E").put("evalue", "why");
    error.putArray("traceback").add("\u001b[31mE\u001b[0m: why").add("  at <cell>");
    assertHas(output(error), "</span>: why\n  at &lt;cell&gt;</pre>");
    error.putArray("traceback");
    assertHas(output(error), "E: why</pre>");
  }
}
