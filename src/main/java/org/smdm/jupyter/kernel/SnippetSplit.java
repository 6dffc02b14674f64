package org.smdm.jupyter.kernel;

import java.util.ArrayList;
import java.util.List;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/**
 * A declaration, statement or expression of some code.
 *
 * @param source what JShell evaluates
 * @param offset of its first character in the code
 * @param completeness what JShell says of it
 * @param showsValue whether it is not ended by a semicolon
 */
record SnippetSplit(String source, int offset, Completeness completeness, boolean showsValue) {

  /** Takes code apart; what cannot be parsed is the last part, whole. */
  static List<SnippetSplit> of(SourceCodeAnalysis analysis, String code) {
    List<SnippetSplit> parts = new ArrayList<>();
    int at = 0;
    while (at < code.length()) {
      while (at < code.length() && Character.isWhitespace(code.charAt(at))) {
        at++;
      }
      String rest = code.substring(at);
      if (rest.isEmpty()) {
        break;
      }
      CompletionInfo info = analysis.analyzeCompletion(rest);
      Completeness completeness = info.completeness();
      if (completeness == Completeness.EMPTY) {
        break;
      }
      boolean isWhole = completeness.isComplete() && info.source() != null;
      int length = isWhole ? rest.length() - info.remaining().length() : rest.length();
      String text = rest.substring(0, length);
      boolean shows = !text.stripTrailing().endsWith(";");
      parts.add(new SnippetSplit(isWhole ? info.source() : text, at, completeness, shows));
      at += length;
    }
    return parts;
  }
}
