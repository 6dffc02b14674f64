package org.smdm.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@link TextTable} for notebooks: numbers right, with figures of one width; a click on a header
 * sorts by value, a second one the other way round. Needs nothing but itself, so that it works in
 * any page.
 */
final class HtmlTable {

  /** What a cell is sorted by: its first number, in units of one. */
  private static final Pattern VALUE =
      Pattern.compile("([-+−]?(?:\\d[\\d,]*(?:\\.\\d*)?|\\.\\d+)(?:[eE][-+]?\\d+)?)(.*)");

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
        html.append("<td").append(numeric.get(c) ? value(row.get(c)) : "");
        html.append(" style=\"padding:2px 10px;").append(side(numeric.get(c)));
        html.append("\">").append(Html.escape(row.get(c))).append("</td>");
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody></table>").toString();
  }

  private static String side(boolean isNumeric) {
    return isNumeric
        ? "text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap"
        : "text-align:left";
  }

  private static String value(String cell) {
    OptionalDouble value = number(cell);
    return value.isEmpty()
        ? ""
        : String.format(Locale.ROOT, " data-v=\"%s\"", Double.toString(value.getAsDouble()));
  }

  static OptionalDouble number(String cell) {
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
