package org.smdm.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Size of a terminal in characters.
 *
 * @param columns of a line
 * @param rows of the screen
 */
record TerminalSize(int columns, int rows) {

  /** What terminals have had since there were any. */
  static final TerminalSize USUAL = new TerminalSize(80, 24);

  private static final File TERMINAL = new File("/dev/tty");
  private static final long SECONDS_TO_ANSWER = 2;

  /** Whether standard error is a terminal: the launcher asks the shell, as Java cannot tell. */
  static boolean isTerminal() {
    return Boolean.getBoolean("smdm.terminal");
  }

  /** Asks the terminal of this process; {@link #USUAL} where nobody answers. */
  static TerminalSize ask() {
    if (!TERMINAL.exists()) {
      return USUAL;
    }
    try {
      Process process =
          new ProcessBuilder("stty", "size")
              .redirectInput(TERMINAL)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(SECONDS_TO_ANSWER, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return USUAL;
      }
      byte[] answer = process.getInputStream().readAllBytes();
      return parse(new String(answer, StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return USUAL; // no terminal, or no stty as on Windows
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return USUAL;
    }
  }

  /** Rows and columns as stty writes them. */
  static TerminalSize parse(String answer) {
    String[] numbers = answer.strip().split(" ");
    boolean isSize = numbers.length == 2 && answer.strip().matches("[0-9]{1,5} [0-9]{1,5}");
    if (!isSize || numbers[0].equals("0") || numbers[1].equals("0")) {
      return USUAL; // a terminal that has not been told its size says 0
    }
    return new TerminalSize(Integer.parseInt(numbers[1]), Integer.parseInt(numbers[0]));
  }
}
