package org.smdm.cli;

import java.util.ArrayList;
import java.util.List;

/** The words of a line of shell, as far as the documentation writes any. */
final class ShellLine {

  /** What stands between the commands of a line. */
  private static final String BETWEEN = ";|&<>";

  private ShellLine() {}

  /**
   * Splits a line into commands and these into words, without comments; what is redirected counts
   * as a command of its own.
   */
  static List<List<String>> commands(String line) {
    List<List<String>> commands = new ArrayList<>();
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean isWord = false;
    char quote = 0;
    for (int i = 0; i <= line.length(); i++) {
      char sign = i < line.length() ? line.charAt(i) : '\n';
      if (quote != 0 && sign != '\n') {
        if (sign == quote) {
          quote = 0;
        } else {
          word.append(sign);
        }
      } else if (sign == '\'' || sign == '"') {
        quote = sign;
        isWord = true;
      } else if (Character.isWhitespace(sign) || BETWEEN.indexOf(sign) >= 0) {
        if (isWord) {
          words.add(word.toString());
          word.setLength(0);
          isWord = false;
        }
        if (!words.isEmpty() && (sign == '\n' || BETWEEN.indexOf(sign) >= 0)) {
          commands.add(List.copyOf(words));
          words.clear();
        }
      } else if (sign == '#' && !isWord) {
        // A comment ends the line.
        i = line.length() - 1;
      } else {
        word.append(sign);
        isWord = true;
      }
    }
    return commands;
  }
}
