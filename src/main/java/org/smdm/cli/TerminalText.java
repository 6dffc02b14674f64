package org.smdm.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Output to a terminal that does nothing there but show text. What models, judges, hubs and files
 * say may hold control characters, which would set a title, write into the clipboard, move the
 * cursor over other lines or turn the direction of text: they are shown as {@code \x1b}.
 */
final class TerminalText extends PrintStream {

  private final PrintStream terminal;

  /**
   * @param terminal receives UTF-8
   */
  TerminalText(PrintStream terminal) {
    super(new Escaping(terminal), true, StandardCharsets.UTF_8);
    this.terminal = terminal;
  }

  /** Has what verbs print on standard output and standard error escaped, where it is a terminal. */
  static void guard() {
    if (Boolean.getBoolean("smdm.terminal.out")) {
      System.setOut(new TerminalText(System.out));
    }
    if (TerminalSize.isTerminal()) {
      System.setErr(new TerminalText(System.err));
    }
  }

  /** A stream without escaping, for what draws by control characters of its own. */
  static PrintStream drawing(PrintStream out) {
    return out instanceof TerminalText guarded ? guarded.terminal : out;
  }

  /** A text as it is shown, with its line breaks and tabs. */
  static String shown(String text) {
    if (text.codePoints().noneMatch(TerminalText::isControl)) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    text.codePoints().forEach(c -> shown.append(isControl(c) ? escape(c) : Character.toString(c)));
    return shown.toString();
  }

  private static boolean isControl(int c) {
    boolean isLayout = c == '\n' || c == '\t';
    boolean turnsText = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return (Character.isISOControl(c) && !isLayout) || turnsText;
  }

  private static String escape(int c) {
    return (c <= 0xFF ? "\\x%02x" : "\\u%04x").formatted(c);
  }

  /** Escapes whole characters; of one that is cut between two writes the rest is waited for. */
  private static final class Escaping extends OutputStream {

    private final PrintStream terminal;
    private byte[] begun = {};

    Escaping(PrintStream terminal) {
      this.terminal = terminal;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      byte[] all = new byte[begun.length + length];
      System.arraycopy(begun, 0, all, 0, begun.length);
      System.arraycopy(bytes, offset, all, begun.length, length);
      int whole = whole(all);
      begun = Arrays.copyOfRange(all, whole, all.length);
      byte[] shown =
          shown(new String(all, 0, whole, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
      terminal.write(shown, 0, shown.length);
    }

    /** Bytes up to a character that is not complete. */
    private static int whole(byte[] bytes) {
      for (int back = 1; back <= Math.min(3, bytes.length); back++) {
        int b = bytes[bytes.length - back] & 0xFF;
        if (b >= 0xC0) {
          int length = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
          return length > back ? bytes.length - back : bytes.length;
        }
        if (b < 0x80) {
          return bytes.length;
        }
      }
      return bytes.length;
    }

    @Override
    public void flush() {
      terminal.flush();
    }
  }
}
