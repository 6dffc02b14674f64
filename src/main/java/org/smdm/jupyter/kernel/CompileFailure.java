package org.smdm.jupyter.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import jdk.jshell.Diag;

/** Says where in a cell the compiler stumbled. */
final class CompileFailure {

  private static final int MOST_SHOWN = 5;

  private CompileFailure() {}

  /**
   * The failure of a part of a cell.
   *
   * @param problems at least one, positions in {@code source}
   * @param source the part
   * @param cell number of the cell
   * @param line of the part's first line in the cell
   */
  static CellFailure of(List<Diag> problems, String source, int cell, int line) {
    if (problems.isEmpty()) {
      return new CellFailure("CompileError", "this is not Java that a cell can hold", line, null);
    }
    List<String> traceback = new ArrayList<>();
    for (Diag problem : problems.subList(0, Math.min(MOST_SHOWN, problems.size()))) {
      int at = at(source, problem);
      traceback.add(
          Ansi.blue("cell %d, line %d".formatted(cell, line + lineBreaks(source, at)))
              + ": "
              + Ansi.red("CompileError")
              + ": "
              + sentence(problem));
      int begin = source.lastIndexOf('\n', at - 1) + 1;
      int end = source.indexOf('\n', at);
      traceback.add("    " + source.substring(begin, end < 0 ? source.length() : end));
      traceback.add("    " + " ".repeat(at - begin) + Ansi.red("^"));
    }
    if (problems.size() > MOST_SHOWN) {
      traceback.add("and %d more".formatted(problems.size() - MOST_SHOWN));
    }
    Diag first = problems.get(0);
    return new CellFailure(
        "CompileError",
        sentence(first),
        line + lineBreaks(source, at(source, first)),
        traceback,
        null);
  }

  private static int at(String source, Diag problem) {
    return (int) Math.max(0, Math.min(source.length(), problem.getPosition()));
  }

  private static int lineBreaks(String source, int end) {
    return (int) source.substring(0, end).chars().filter(c -> c == '\n').count();
  }

  /** javac's message in one line. */
  private static String sentence(Diag problem) {
    return problem
        .getMessage(Locale.ENGLISH)
        .strip()
        .replaceAll("\\s*\\R\\s*", ", ")
        .replaceAll("\\s{2,}", " ");
  }
}
