package org.smdm.jupyter.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cell taken apart into code and magics.
 *
 * @param cellMagic of a first line that begins with {@code %%}; null where there is none
 * @param parts what follows, in order
 */
record CellParts(Magic cellMagic, List<Part> parts) {

  private static final Pattern CELL_MAGIC = Pattern.compile("^\\s*%%(\\w+)[ \\t]*(.*)$");
  private static final Pattern LINE_MAGIC = Pattern.compile("^%(\\w+)[ \\t]*(.*)$");

  /** Code or a magic. */
  sealed interface Part permits Code, Magic {}

  /**
   * Lines of Java.
   *
   * @param source the lines
   * @param line number of the first in its cell, from 1
   */
  record Code(String source, int line) implements Part {}

  /**
   * A line for the kernel.
   *
   * @param name what stands behind the percent signs
   * @param arguments the rest of the line
   * @param line its number in the cell, from 1
   */
  record Magic(String name, String arguments, int line) implements Part {}

  static CellParts of(String cell) {
    String[] lines = cell.split("\n", -1);
    int from = 0;
    while (from < lines.length && lines[from].isBlank()) {
      from++;
    }
    Magic cellMagic = from < lines.length ? magic(CELL_MAGIC, lines[from], from + 1) : null;
    List<Part> parts = new ArrayList<>();
    int begin = cellMagic == null ? 0 : from + 1;
    StringBuilder code = new StringBuilder();
    for (int i = begin; i < lines.length; i++) {
      Magic magic = magic(LINE_MAGIC, lines[i], i + 1);
      if (magic == null) {
        code.append(lines[i]).append('\n');
        continue;
      }
      add(parts, code, begin + 1);
      parts.add(magic);
      begin = i + 1;
    }
    add(parts, code, begin + 1);
    return new CellParts(cellMagic, List.copyOf(parts));
  }

  private static Magic magic(Pattern pattern, String line, int number) {
    Matcher matcher = pattern.matcher(line);
    return matcher.matches() ? new Magic(matcher.group(1), matcher.group(2).strip(), number) : null;
  }

  private static void add(List<Part> parts, StringBuilder code, int line) {
    if (!code.toString().isBlank()) {
      parts.add(new Code(code.toString(), line));
    }
    code.setLength(0);
  }
}
