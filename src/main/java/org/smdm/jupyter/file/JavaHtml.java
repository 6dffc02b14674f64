package org.smdm.jupyter.file;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;
import org.smdm.io.Html;

/** Java as HTML with its comments, literals and keywords marked. */
final class JavaHtml {

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<meta>@\\w+|(?m:^%{1,2}\\w+[^\\n]*))"
              + "|(?<comment>//[^\\n]*|/\\*(?s:.*?)(?:\\*/|\\z))"
              + "|(?<string>\"\"\"(?s:.*?)(?:(?<!\\\\)\"\"\"|\\z)"
              + "|\"(?:\\\\.|[^\"\\\\\\n])*+\"?|'(?:\\\\.|[^'\\\\\\n])*+'?)"
              + "|(?<number>(?<![\\w.])(?:\\d|\\.\\d)(?:[eEpP][-+]|[\\w.])*+)"
              + "|(?<word>[\\p{L}_$][\\p{L}\\p{N}_$]*+)");

  private static final Set<String> CONTEXTUAL =
      Set.of("var", "record", "sealed", "permits", "yield");

  private JavaHtml() {}

  /** Code as HTML for a {@code pre}. */
  static String of(String code) {
    StringBuilder out = new StringBuilder();
    Matcher tokens = TOKEN.matcher(code);
    int from = 0;
    while (tokens.find()) {
      out.append(Html.escape(code.substring(from, tokens.start())));
      String text = Html.escape(tokens.group());
      String kind = kind(tokens);
      out.append(kind.isEmpty() ? text : "<span class=\"" + kind + "\">" + text + "</span>");
      from = tokens.end();
    }
    return out.append(Html.escape(code.substring(from))).toString();
  }

  private static String kind(Matcher token) {
    for (String kind : List.of("comment", "string", "number", "meta")) {
      if (token.group(kind) != null) {
        return kind.substring(0, 1);
      }
    }
    String word = token.group("word");
    return SourceVersion.isKeyword(word) || CONTEXTUAL.contains(word) ? "k" : "";
  }
}
