package org.smdm.jupyter.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import jdk.jshell.VarSnippet;

/** Completes, explains and judges code that is being written. Positions are those of UTF-16. */
final class CodeAssistant {

  private static final String INDENT = "  ";

  private final JavaSession session;
  private final Set<String> magics;

  CodeAssistant(JavaSession session, Set<String> magics) {
    this.session = session;
    this.magics = magics;
  }

  /**
   * What may stand at a position.
   *
   * @param replacements sorted
   * @param from where what they replace begins
   * @param to where it ends
   */
  record Completion(List<String> replacements, int from, int to) {}

  Completion complete(String cell, int cursor) {
    int lineStart = cell.lastIndexOf('\n', cursor - 1) + 1;
    String line = cell.substring(lineStart, cursor);
    if (line.matches("%{1,2}\\w*")) {
      int from = lineStart + (line.startsWith("%%") ? 2 : 1);
      String begun = cell.substring(from, cursor);
      return new Completion(
          magics.stream().filter(name -> name.startsWith(begun)).sorted().toList(), from, cursor);
    }
    int begin = begin(cell, cursor);
    String code = cell.substring(begin);
    int[] anchor = {cursor - begin};
    List<Suggestion> suggestions =
        session.analysis().completionSuggestions(code, cursor - begin, anchor);
    Set<String> fitting = new TreeSet<>();
    Set<String> others = new TreeSet<>();
    for (Suggestion suggestion : suggestions) {
      (suggestion.matchesType() ? fitting : others).add(suggestion.continuation());
    }
    others.removeAll(fitting);
    List<String> all = new ArrayList<>(fitting);
    all.addAll(others);
    return new Completion(all, begin + anchor[0], cursor);
  }

  /** Where the snippet begins that a position is in; magics above it are none. */
  private int begin(String cell, int cursor) {
    int begin = 0;
    for (SnippetSplit part : SnippetSplit.of(session.analysis(), withoutMagics(cell))) {
      if (part.offset() <= cursor) {
        begin = part.offset();
      }
    }
    return begin;
  }

  /** The cell with spaces in the place of its magics. */
  private static String withoutMagics(String cell) {
    return cell.lines()
        .map(line -> line.matches("%{1,2}\\w.*") ? " ".repeat(line.length()) : line)
        .collect(Collectors.joining("\n"));
  }

  /**
   * Signatures and documentation of what stands at a position; for variables type and value.
   *
   * @return empty when nothing is known
   */
  String inspect(String cell, int cursor) {
    int from = cursor;
    while (from > 0 && Character.isJavaIdentifierPart(cell.charAt(from - 1))) {
      from--;
    }
    int to = cursor;
    while (to < cell.length() && Character.isJavaIdentifierPart(cell.charAt(to))) {
      to++;
    }
    String word = cell.substring(from, to);
    boolean isMember = from > 0 && cell.charAt(from - 1) == '.';
    if (!isMember && !word.isEmpty()) {
      for (VarSnippet variable : session.shell().variables().toList()) {
        if (variable.name().equals(word)) {
          return variable.typeName() + " " + word;
        }
      }
    }
    int begin = begin(cell, cursor);
    // JShell explains a method inside its parentheses and a class at its name's end.
    String upTo = cell.substring(begin, to);
    String found = word.isEmpty() ? "" : documentation(upTo + "(", upTo.length() + 1);
    if (found.isEmpty()) {
      found = documentation(upTo, upTo.length());
    }
    return found.isEmpty() ? documentation(cell.substring(begin), cursor - begin) : found;
  }

  private String documentation(String code, int cursor) {
    List<Documentation> found = session.analysis().documentation(code, cursor, true);
    return found.stream()
        .map(d -> d.javadoc() == null ? d.signature() : d.signature() + "\n" + d.javadoc())
        .distinct()
        .collect(Collectors.joining("\n"));
  }

  /** Whether code can be run as it is. */
  enum State {
    COMPLETE,
    INCOMPLETE,
    INVALID
  }

  State state(String cell) {
    State state = State.COMPLETE;
    SourceCodeAnalysis analysis = session.analysis();
    for (CellParts.Part part : CellParts.of(cell).parts()) {
      if (part instanceof CellParts.Code code) {
        for (SnippetSplit snippet : SnippetSplit.of(analysis, code.source())) {
          if (snippet.completeness() == Completeness.DEFINITELY_INCOMPLETE) {
            state = State.INCOMPLETE;
          } else if (isInvalid(analysis, snippet)) {
            return State.INVALID;
          }
        }
      }
    }
    return state;
  }

  private static boolean isInvalid(SourceCodeAnalysis analysis, SnippetSplit snippet) {
    // JShell takes an import of nonsense for one that lacks its semicolon, and an expression of
    // unknown names for an erroneous one.
    return snippet.completeness() == Completeness.UNKNOWN
        || (snippet.completeness() == Completeness.COMPLETE_WITH_SEMI
            && analysis.sourceToSnippets(snippet.source()).stream()
                .anyMatch(parsed -> parsed.kind() == Snippet.Kind.ERRONEOUS));
  }

  /** What the next line of incomplete code begins with. */
  static String indent(String cell) {
    int depth = 0;
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      depth += c == '{' || c == '(' ? 1 : c == '}' || c == ')' ? -1 : 0;
    }
    return INDENT.repeat(Math.max(0, depth));
  }
}
