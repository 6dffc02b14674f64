package org.smdm.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tables for notebooks. */
class HtmlTableTest {

  private static List<Double> values(String... cells) {
    List<List<String>> rows = List.of(cells).stream().map(List::of).toList();
    String html = TextTable.of(List.of("h"), rows).toHtml();
    return Pattern.compile("data-v=\"([^\"]*)\"")
        .matcher(html)
        .results()
        .map((MatchResult match) -> Double.valueOf(match.group(1)))
        .toList();
  }

  @Test
  void cellsSortByTheirNumbersWhateverTheyAreWrittenAs() {
    assertEquals(List.of(2.5, 12_345.0, -0.5), values("2.5 ± 0.1", "12,345", "-0.5"));
    assertEquals(List.of(1.05e6, 307e3, 12.0), values("1.05M", "307k", "12"));
    assertEquals(List.of(0.35, 6.45e12), values(".35", "6.45e+12"));
    assertEquals(List.of(75.0, 4.5), values("75%", "4.5%"));
    assertEquals(List.of(-3.0, 3.0), values("−3", "3"));
  }

  @Test
  void agesSortByTheirLength() {
    assertEquals(List.of(66.0, 3_720.0, 180_000.0), values("1m 06s", "1h 02m", "2d 02h"));
  }

  @Test
  void whatIsMissingOrTextHasNoValue() {
    assertEquals(List.of(1.0), values("1", "", "–"));
    assertEquals(List.of(), values("a1", "2"));
  }

  @Test
  void textStaysText() {
    String html =
        new TextTable("<t>", List.of("a&b"), List.of(List.of("<script>\"x\"</script>"))).toHtml();
    assertFalse(html.contains("<script>"), html);
    assertTrue(html.contains("&lt;script&gt;&quot;x&quot;") && html.contains("a&amp;b"), html);
  }
}
