package org.smdm.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.smdm.report.TextWidth;

/** A terminal that understands the few escape sequences that programs here use. */
final class Screen {

  /** Filler behind a character of two columns. */
  private static final int SECOND_HALF = -1;

  private static final Pattern ESCAPE = Pattern.compile("\\u001b\\[(\\??)([0-9;]*)([A-Za-z])");

  private final int columns;
  private final int rows;
  private final int[][] cells;
  private final String[][] looks;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<String> scrolledAway = new ArrayList<>();
  private int row;
  private int column;
  private String look = "";
  private boolean hasCursor = true;
  private boolean wraps = true;

  Screen(int columns, int rows) {
    this.columns = columns;
    this.rows = rows;
    cells = new int[rows][columns];
    looks = new String[rows][columns];
    for (int r = 0; r < rows; r++) {
      clear(r, 0);
    }
  }

  /** Where a program writes. */
  PrintStream out() {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  /** Understands what was written since the last time. */
  void refresh() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    Matcher escape = ESCAPE.matcher(text);
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (c == 27) {
        if (!escape.find(at) || escape.start() != at) {
          throw new AssertionError("no escape sequence: " + text.substring(at));
        }
        obey(!escape.group(1).isEmpty(), escape.group(2), escape.group(3).charAt(0));
        at = escape.end();
      } else {
        put(c);
        at += Character.charCount(c);
      }
    }
  }

  private void obey(boolean isPrivate, String number, char command) {
    int n = number.matches("[0-9]+") ? Integer.parseInt(number) : 0;
    switch (command) {
      case 'h', 'l' -> {
        if (n == 25) {
          hasCursor = command == 'h';
        } else if (n == 7) {
          wraps = command == 'h';
        } else {
          throw new AssertionError("mode " + isPrivate + n);
        }
      }
      case 'A' -> row = Math.max(0, row - Math.max(1, n));
      case 'K' -> clear(row, column);
      case 'J' -> {
        clear(row, column);
        for (int r = row + 1; r < rows; r++) {
          clear(r, 0);
        }
      }
      case 'm' -> look = n == 0 ? "" : number;
      default -> throw new AssertionError("command " + command);
    }
  }

  private void put(int c) {
    if (c == '\r') {
      column = 0;
    } else if (c == '\n') {
      column = 0;
      down();
    } else if (c < ' ' || c == 127) {
      throw new AssertionError("control character " + c);
    } else {
      int width = TextWidth.of(c);
      if (width == 0) {
        return; // joins the character before
      }
      if (column + width > columns) {
        if (!wraps) {
          return;
        }
        column = 0;
        down();
      }
      cells[row][column] = c;
      looks[row][column] = look;
      if (width == 2) {
        cells[row][column + 1] = SECOND_HALF;
      }
      column += width;
    }
  }

  private void down() {
    if (row < rows - 1) {
      row++;
      return;
    }
    scrolledAway.add(line(0));
    for (int r = 0; r < rows - 1; r++) {
      cells[r] = cells[r + 1].clone();
      looks[r] = looks[r + 1].clone();
    }
    clear(rows - 1, 0);
  }

  private void clear(int r, int from) {
    Arrays.fill(cells[r], from, columns, ' ');
    Arrays.fill(looks[r], from, columns, "");
  }

  private String line(int r) {
    StringBuilder line = new StringBuilder();
    for (int c : cells[r]) {
      if (c != SECOND_HALF) {
        line.appendCodePoint(c);
      }
    }
    return line.toString().stripTrailing();
  }

  /** All that can be read, from the top, without empty lines at the end. */
  List<String> lines() {
    refresh();
    List<String> lines = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      lines.add(line(r));
    }
    while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
    return lines;
  }

  /** The same with what has scrolled away. */
  List<String> everything() {
    List<String> all = new ArrayList<>(lines());
    all.addAll(0, scrolledAway);
    return all;
  }

  /** The characters of a look: 1 bold, 2 dim, 7 reversed. */
  String of(String wanted) {
    refresh();
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        if (looks[r][c].equals(wanted) && cells[r][c] != SECOND_HALF) {
          text.appendCodePoint(cells[r][c]);
        }
      }
    }
    return text.toString();
  }

  boolean hasCursor() {
    refresh();
    return hasCursor && wraps && look.isEmpty();
  }
}
