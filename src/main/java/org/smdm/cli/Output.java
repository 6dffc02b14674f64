package org.smdm.cli;

import java.nio.file.Path;
import java.util.List;
import org.smdm.config.ConfigJson;
import org.smdm.io.AtomicFile;
import org.smdm.report.TextTable;

/** How verbs print results on standard output. */
final class Output {

  private Output() {}

  /** Columns that a line may fill: any number where standard output is no terminal. */
  static int columns() {
    // Terminals differ in what they do with a character in the last column.
    return Boolean.getBoolean("smdm.terminal.out")
        ? TerminalSize.ask().columns() - 1
        : Integer.MAX_VALUE;
  }

  /**
   * Prints a table, on a terminal as far as it has room.
   *
   * @param table what to print
   * @param leastWanted titles of columns that are left out first
   */
  static void print(TextTable table, String... leastWanted) {
    System.out.print(table.toText(columns(), leastWanted));
  }

  /**
   * Prints a table and notes below it.
   *
   * @param table what to print
   * @param notes a line each
   */
  static void print(TextTable table, List<String> notes) {
    print(table);
    notes(notes);
  }

  /**
   * Writes a result as JSON and says so.
   *
   * @return the exit code
   */
  static int written(Path file, Object result) {
    AtomicFile.writeString(file, ConfigJson.write(result));
    System.out.println("written to " + file);
    return 0;
  }

  /** Prints sentences, a line each. */
  static void notes(List<String> notes) {
    notes.forEach(note -> System.out.println("• " + note));
  }
}
