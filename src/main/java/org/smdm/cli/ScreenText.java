package org.smdm.cli;

import java.util.ArrayList;
import java.util.List;
import org.smdm.report.TextWidth;

/** Text for a terminal: broken into lines that fit, with looks that end where their lines do. */
final class ScreenText {

  /** How text looks. */
  enum Look {
    PLAIN(""),
    BOLD("\033[1m"),
    DIM("\033[2m"),
    /** Stands out on dark and light screens. */
    REVERSED("\033[7m");

    private final String on;

    Look(String on) {
      this.on = on;
    }
  }

  private static final String OFF = "\033[0m";

  private final int columns;
  private final List<String> lines = new ArrayList<>();
  private StringBuilder line = new StringBuilder();
  private int column;
  private Look look = Look.PLAIN;

  /**
   * @param columns that a line may fill, two at least
   */
  ScreenText(int columns) {
    this.columns = Math.max(2, columns);
  }

  /** Adds text; line breaks in it break lines. */
  void add(String text, Look its) {
    TerminalText.shown(text)
        .codePoints()
        .forEach(
            c -> {
              if (c == '\n') {
                endLine();
                return;
              }
              int width = TextWidth.of(c);
              if (column + width > columns) {
                endLine();
              }
              turn(its);
              line.appendCodePoint(c);
              column += width;
            });
  }

  /** The lines, the last one as far as it goes. */
  List<String> lines() {
    List<String> all = new ArrayList<>(lines);
    all.add(look == Look.PLAIN ? line.toString() : line + OFF);
    return all;
  }

  private void turn(Look next) {
    if (next != look) {
      line.append(look == Look.PLAIN ? "" : OFF).append(next.on);
      look = next;
    }
  }

  private void endLine() {
    turn(Look.PLAIN);
    lines.add(line.toString());
    line = new StringBuilder();
    column = 0;
  }
}
