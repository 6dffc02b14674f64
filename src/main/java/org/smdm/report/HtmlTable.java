package org.smdm.report;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smdm.io.Html;

/**
 * A {@link TextTable} for notebooks: numbers right, with figures of one width; a click on a header
 * sorts by value, a second one the other way round. Needs nothing but itself, so that it works in
 * any page.
 */
final class HtmlTable {

  /** What a cell is sorted by: its first number, in units of one. */
  private static final Pattern VALUE =
      Pattern.compile("([-+−]?(?:\\d[\\d,]*(?:\\.\\d*)?|\\.\\d+)(?:[eE][-+]?\\d+)?)(.*)");

  /** Texts up to this length stay on one line. */
  private static final int SHORT = 32;

  /** A time span in its two largest units, as {@link TimeSpan} writes it. */
  private static final Pattern SPAN = Pattern.compile("(\\d+)([dhm]) (\\d+)([hms])");

  private static final Map<String, Integer> SECONDS =
      Map.of("d", 86_400, "h", 3_600, "m", 60, "s", 1);

  private static final Map<Character, Double> UNITS =
      Map.of('k', 1e3, 'M', 1e6, 'G', 1e9, 'T', 1e12);

  /** Cells without a number come last in both directions. */
  private static final String SORT =
      """
      const h=event.target.closest('th');if(!h)return;\
      const b=this.tBodies[0],i=[...h.parentNode.children].indexOf(h),\
      d=h.dataset.dir==='1'?-1:1;h.dataset.dir=d;\
      const v=r=>r.children[i].dataset.v===undefined?null:+r.children[i].dataset.v,\
      t=r=>r.children[i].textContent;\
      [...b.rows].sort((x,y)=>{const p=v(x),q=v(y);\
      if(p!==null&&q!==null)return(p-q)*d;if(p!==null)return -1;if(q!==null)return 1;\
      return t(x)===''?1:t(y)===''?-1:t(x).localeCompare(t(y))*d;}).forEach(r=>b.append(r));""";

  private HtmlTable() {}

  static String of(TextTable table, List<Boolean> numeric) {
    StringBuilder html = new StringBuilder("<table class=\"dataframe smdm-table\" onclick=\"");
    html.append(Html.escape(SORT)).append("\" style=\"border-collapse:collapse\">");
    if (!table.title().isBlank()) {
      html.append("<caption style=\"caption-side:top;text-align:left\">");
      html.append(Html.escape(table.title())).append("</caption>");
    }
    html.append("<thead><tr>");
    for (int c = 0; c < table.headers().size(); c++) {
      html.append("<th title=\"sort\" style=\"cursor:pointer;padding:2px 10px;")
          .append(side(numeric.get(c)))
          .append("\">")
          .append(Html.escape(table.headers().get(c)))
          .append("</th>");
    }
    html.append("</tr></thead>\n<tbody>");
    for (List<String> row : table.rows()) {
      html.append("<tr>");
      for (int c = 0; c < row.size(); c++) {
        html.append("<td").append(value(row.get(c), numeric.get(c)));
        html.append(" style=\"padding:2px 10px;").append(side(numeric.get(c)));
        html.append(row.get(c).length() <= SHORT ? ";white-space:nowrap" : "");
        html.append("\">").append(Html.escape(row.get(c))).append("</td>");
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody></table>").toString();
  }

  private static String side(boolean isNumeric) {
    return isNumeric ? "text-align:right;font-variant-numeric:tabular-nums" : "text-align:left";
  }

  private static String value(String cell, boolean isNumeric) {
    OptionalDouble value = isNumeric ? number(cell) : seconds(cell);
    return value.isEmpty() ? "" : " data-v=\"%s\"".formatted(value.getAsDouble());
  }

  private static OptionalDouble seconds(String cell) {
    Matcher span = SPAN.matcher(cell);
    return span.matches()
        ? OptionalDouble.of(
            Double.parseDouble(span.group(1)) * SECONDS.get(span.group(2))
                + Double.parseDouble(span.group(3)) * SECONDS.get(span.group(4)))
        : OptionalDouble.empty();
  }

  private static OptionalDouble number(String cell) {
    Matcher matcher = VALUE.matcher(cell);
    if (!matcher.matches()) {
      return OptionalDouble.empty();
    }
    double number = Double.parseDouble(matcher.group(1).replace(",", "").replace('−', '-'));
    String rest = matcher.group(2);
    char unit = rest.isEmpty() ? ' ' : rest.charAt(rest.length() - 1);
    return OptionalDouble.of(number * UNITS.getOrDefault(unit, 1.0));
  }
}
