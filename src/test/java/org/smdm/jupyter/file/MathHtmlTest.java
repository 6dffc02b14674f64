package org.smdm.jupyter.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.smdm.io.Html;
import org.xml.sax.InputSource;

class MathHtmlTest {

  private static String mathMl(String latex) throws Exception {
    String html = MathHtml.of(latex, false);
    assertTrue(html.startsWith("<math "), html);
    // It nests well only if it is XML.
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(html)));
    return html.replaceFirst("^<math display=\"inline\"><mrow>", "")
        .replaceFirst("</mrow></math>$", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      value = {
        "x_i^2@<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>",
        "x^12@<msup><mi>x</mi><mn>1</mn></msup><mn>2</mn>",
        "1.5-2@<mn>1.5</mn><mo>−</mo><mn>2</mn>",
        "\\frac12@<mfrac><mn>1</mn><mn>2</mn></mfrac>",
        "\\alpha'_t@<msubsup><mi>α</mi><mi>t</mi><mo>′</mo></msubsup>",
        "\\sum_{i}x@<munder><mo movablelimits=\"true\">∑</mo><mrow><mi>i</mi></mrow></munder><mi>x</mi>",
        "\\int_0^1@<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup>",
        "\\mathbb{E}@<mi>𝔼</mi>",
        "\\mathcal L@<mi>ℒ</mi>",
        "\\mathbb{R}@<mi>ℝ</mi>",
        "\\mathbb{é}@<mrow><mi>é</mi></mrow>",
        "\\mathbf{x0}@<mi>𝐱𝟎</mi>",
        "\\Gamma@<mi mathvariant=\"normal\">Γ</mi>",
        "\\text{if $a$ & b }@<mtext>if $a$ &amp; b\u00a0</mtext>",
        "\\sqrt[3]{x}@<mroot><mrow><mi>x</mi></mrow><mrow><mn>3</mn></mrow></mroot>",
        "\\left( x \\right.@<mrow><mo stretchy=\"true\">(</mo><mrow><mi>x</mi></mrow></mrow>",
        "\\|x\\|@<mo stretchy=\"false\">‖</mo><mi>x</mi><mo stretchy=\"false\">‖</mo>",
        "a<b@<mi>a</mi><mo>&lt;</mo><mi>b</mi>",
        "é@<mi>é</mi>",
        "_1@<msub><mi></mi><mn>1</mn></msub>",
      })
  void latexBecomesMathMl(String latex, String expected) throws Exception {
    assertEquals(expected, mathMl(latex));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\mathcal{L} = -\\int_0^1 \\frac{\\alpha'_t}{1-\\alpha_t} \\log p_\\theta(x_0 \\mid x_t)\\,dt",
        "\\mathbb{E}_{t \\sim U(0,1)} \\left[ \\frac{1}{t} \\sum_{i=1}^{n} -\\log p_\\theta(x_i) \\right]",
        "f(x) = \\begin{cases} 1 & \\text{if } x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}",
        "\\begin{aligned} a &= b \\\\ &\\le \\bm{\\theta}^\\top \\hat{x} \\end{aligned}",
        "\\operatorname*{arg\\,max}",
        "D_{\\mathrm{KL}}\\big(q \\,\\|\\, p\\big), \\quad \\argmax_{y \\in \\mathcal{Y}} \\exp y",
        "\\begin{pmatrix} 1 & 0 \\\\ 0 & 1 \\end{pmatrix}^{-1} \\binom{n}{k} \\limits_a \\displaystyle",
      })
  void formulasOfPapersAreShown(String latex) throws Exception {
    mathMl(latex);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\unknown{x}",
        "a_",
        "{a",
        "a}",
        "\\frac{a}",
        "\\left( a",
        "\\right)",
        "\\begin{cases} a",
        "\\begin{cases} a \\end{align}",
        "\\begin{tikz} a \\end{tikz}",
        "\\end{cases}",
        "a & b",
        "\\sqrt[3{x}",
        "\\",
        "\\left",
        "\\mathbb",
        "x_1_2_3 %",
      })
  void whatIsNotKnownStaysLatex(String latex) {
    assertEquals(
        "<code class=\"math\">" + Html.escape(latex) + "</code>", MathHtml.of(latex, false));
  }

  @Test
  void whatIsNestedTooDeepStaysLatex() {
    for (String part : new String[] {"{", "\\sqrt", "\\mathbf{\\alpha ", "x^", "\\left("}) {
      assertTrue(MathHtml.of(part.repeat(20_000), false).startsWith("<code"));
    }
  }
}
