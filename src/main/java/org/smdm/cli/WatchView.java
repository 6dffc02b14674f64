package org.smdm.cli;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.smdm.cli.ScreenText.Look;
import org.smdm.config.ModelFamily;
import org.smdm.data.tokenizer.Tokenizer;
import org.smdm.sample.DenoisingStep;
import org.smdm.sample.SamplingListener;
import org.smdm.sample.TokenPieces;
import org.smdm.sample.TokenPieces.Kind;
import org.smdm.sample.TokenPieces.Piece;

/**
 * Shows on the terminal how texts come to be: blanks that become text in place, or an ARM's text as
 * it is written. Of sequences that are sampled together, one is shown after the other, and of one
 * that was finished meanwhile its end. Where there is no terminal, an MDM's steps are a line each.
 */
final class WatchView implements SamplingListener, AutoCloseable {

  private static final long NANOS_PER_FRAME = 50_000_000L;
  private static final double NANOS = 1e9;

  /** A character is made of four tokens at most, where tokens are bytes. */
  private static final int LONGEST_CHARACTER = 4;

  /** Hides the cursor, and cuts lines that a smaller window has no room for. */
  private static final String BEGIN = "\033[?25l\033[?7l";

  private static final String END = "\033[0m\033[?7h\033[?25h";
  private static final String CLEAR_REST_OF_LINE = "\033[K";
  private static final String CLEAR_BELOW = "\033[J";

  private final String name;
  private final TokenPieces pieces;
  private final int maskId;
  private final boolean isStreamed;
  private final PrintStream out;
  private final boolean isTerminal;
  private final TerminalSize size;
  private final LongSupplier nanos;
  private final Thread ending = new Thread(this::end, "smdm-watch-end");
  private final SortedMap<Long, Watched> sequences = new TreeMap<>();
  private long lastFrame;
  private int linesOnScreen;
  private boolean isDrawing;
  private boolean isEnded;

  /** A sequence that is not over, or not shown yet. */
  private static final class Watched {
    private final long number;
    private final BitSet given = new BitSet();
    private final BitSet fresh = new BitSet();
    private final long begun;
    private final int blanks;
    private int[] ids;
    private int length;
    private int filled;
    private int steps;
    private int streamed;
    private long ended;
    private boolean isFinished;

    Watched(long number, int[] template, int maskId, long begun) {
      this.number = number;
      this.begun = begun;
      ids = template.clone();
      length = ids.length;
      for (int p = 0; p < length; p++) {
        given.set(p, ids[p] != maskId);
      }
      blanks = length - given.cardinality();
    }

    void take(DenoisingStep step) {
      for (int p : step.revealed()) {
        if (p == length) {
          length++;
          ids = length > ids.length ? Arrays.copyOf(ids, 2 * length) : ids;
        }
        ids[p] = step.candidates()[Arrays.binarySearch(step.asked(), p)];
        fresh.set(p);
        filled++;
      }
      steps = step.step() + 1;
    }

    void finish(int[] last, long now) {
      ids = last.clone();
      length = ids.length;
      fresh.clear();
      ended = now;
      isFinished = true;
    }

    int[] current() {
      return Arrays.copyOf(ids, length);
    }
  }

  /**
   * @param name what each text is called, with its number
   * @param tokenizer of the model
   * @param maskId of blanks
   * @param family an ARM's text is written on, an MDM's is drawn again and again
   * @param out where to show it
   * @param isTerminal whether escape sequences are understood there
   * @param size of the terminal
   * @param nanos a clock
   */
  WatchView(
      String name,
      Tokenizer tokenizer,
      int maskId,
      ModelFamily family,
      PrintStream out,
      boolean isTerminal,
      TerminalSize size,
      LongSupplier nanos) {
    this.name = name;
    this.pieces = new TokenPieces(tokenizer, maskId);
    this.maskId = maskId;
    this.isStreamed = family == ModelFamily.ARM;
    this.out = out;
    this.isTerminal = isTerminal;
    this.size = size;
    this.nanos = nanos;
    if (isTerminal) {
      Runtime.getRuntime().addShutdownHook(ending);
    }
  }

  /**
   * On standard error, which the launcher knows to be a terminal or not.
   *
   * @param name what each text is called, with its number
   */
  static WatchView onStandardError(
      String name, Tokenizer tokenizer, int maskId, ModelFamily family) {
    boolean isTerminal = TerminalSize.isTerminal();
    TerminalSize size = isTerminal ? TerminalSize.ask() : TerminalSize.USUAL;
    return new WatchView(
        name,
        tokenizer,
        maskId,
        family,
        TerminalText.drawing(System.err),
        isTerminal,
        size,
        System::nanoTime);
  }

  /** Whether who reads standard output has the finished texts before them already. */
  boolean leavesTexts() {
    return isTerminal && Boolean.getBoolean("smdm.terminal.out");
  }

  @Override
  public void begun(long sequence, int[] ids) {
    sequences.put(sequence, new Watched(sequence, ids, maskId, nanos.getAsLong()));
    if (!isOfLines() && sequence == sequences.firstKey()) {
      appear(sequences.get(sequence));
    }
  }

  @Override
  public void stepped(DenoisingStep step) {
    Watched sequence = sequences.get(step.sequence());
    sequence.take(step);
    if (isOfLines()) {
      out.println(plain(sequence));
    } else if (sequence.number == sequences.firstKey()) {
      if (isStreamed) {
        stream(sequence);
      } else if (nanos.getAsLong() - lastFrame >= NANOS_PER_FRAME) {
        frame(sequence);
      }
    }
  }

  @Override
  public void finished(long sequence, int[] ids) {
    sequences.get(sequence).finish(ids, nanos.getAsLong());
    if (isOfLines()) {
      out.println(summary(sequences.remove(sequence)));
      return;
    }
    boolean isNext = false;
    while (!sequences.isEmpty()) {
      Watched first = sequences.get(sequences.firstKey());
      if (isNext) {
        appear(first);
      }
      if (!first.isFinished) {
        break;
      }
      last(first);
      sequences.remove(first.number);
      isNext = true;
    }
  }

  /** Leaves the terminal as it was. */
  @Override
  public void close() {
    end();
    if (isTerminal) {
      try {
        Runtime.getRuntime().removeShutdownHook(ending);
      } catch (IllegalStateException e) {
        return; // the program is being ended, by an interrupt that the hook is for
      }
    }
  }

  /** Shows nothing more: a frame behind this would hide the cursor for good. */
  private synchronized void end() {
    isEnded = true;
    restore();
  }

  private synchronized void restore() {
    if (isDrawing) {
      isDrawing = false;
      out.print(END);
      out.flush();
    }
  }

  private boolean isOfLines() {
    return !isStreamed && !isTerminal;
  }

  /** The first look at a sequence. */
  private void appear(Watched sequence) {
    linesOnScreen = 0;
    if (isStreamed) {
      out.println("%s %d".formatted(name, sequence.number + 1));
      stream(sequence);
    } else {
      frame(sequence);
    }
  }

  private void last(Watched sequence) {
    if (isStreamed) {
      stream(sequence);
      out.println();
      out.println(summary(sequence));
    } else {
      draw(summary(sequence), text(sequence), Integer.MAX_VALUE);
      restore();
    }
  }

  /** Writes what is new of an ARM's text, up to the last whole character. */
  private void stream(Watched sequence) {
    int[] rest = Arrays.copyOfRange(sequence.ids, 0, sequence.length);
    for (Piece piece : pieces.split(rest)) {
      boolean mayGrow =
          piece.kind() == Kind.UNREADABLE
              && !sequence.isFinished
              && sequence.length - piece.from() < LONGEST_CHARACTER;
      if (mayGrow) {
        break;
      }
      if (piece.from() >= sequence.streamed && piece.kind() != Kind.END_OF_TEXT) {
        boolean isBold = isTerminal && sequence.given.get(piece.from());
        String text = TerminalText.shown(piece.text());
        out.print(isBold ? "\033[1m" + text + "\033[0m" : text);
        sequence.streamed = piece.to();
      }
    }
    out.flush();
  }

  private void frame(Watched sequence) {
    lastFrame = nanos.getAsLong();
    draw(header(sequence), text(sequence), size.rows());
    sequence.fresh.clear();
  }

  /**
   * Draws over what was drawn before.
   *
   * @param header first line
   * @param lines of the text
   * @param rows that may be filled: what scrolls away cannot be drawn over
   */
  private synchronized void draw(String header, List<String> lines, int rows) {
    if (isEnded) {
      return;
    }
    StringBuilder frame = new StringBuilder();
    if (!isDrawing) {
      isDrawing = true;
      frame.append(BEGIN);
    }
    frame.append('\r');
    if (linesOnScreen > 0) {
      frame.append("\033[").append(linesOnScreen).append('A');
    }
    // The cursor rests on a line of its own below.
    int room = rows - 2;
    boolean isCut = lines.size() > room;
    List<String> shown = isCut ? lines.subList(0, Math.max(0, room - 1)) : lines;
    ScreenText top = new ScreenText(size.columns() - 1);
    top.add(header, Look.DIM);
    line(frame, top.lines().get(0));
    shown.forEach(text -> line(frame, text));
    if (isCut) {
      line(frame, "… %d more lines".formatted(lines.size() - shown.size()));
    }
    linesOnScreen = 1 + shown.size() + (isCut ? 1 : 0);
    out.print(frame.append(CLEAR_BELOW));
    out.flush();
  }

  private static void line(StringBuilder frame, String text) {
    frame.append(text).append(CLEAR_REST_OF_LINE).append('\n');
  }

  private List<String> text(Watched sequence) {
    // Terminals differ in what they do with a character in the last column.
    ScreenText text = new ScreenText(size.columns() - 1);
    for (Piece piece : pieces.split(sequence.current())) {
      if (sequence.isFinished && piece.kind() == Kind.END_OF_TEXT && piece.from() > 0) {
        text.add(piece.text(), Look.DIM);
        break;
      }
      text.add(visible(sequence, piece), look(sequence, piece));
    }
    return text.lines();
  }

  /** A line break that was just revealed would otherwise be nowhere to be seen. */
  private static String visible(Watched sequence, Piece piece) {
    boolean isFresh = sequence.fresh.get(piece.from());
    return isFresh ? piece.text().replace("\n", "⏎\n") : piece.text();
  }

  private static Look look(Watched sequence, Piece piece) {
    int next = sequence.fresh.nextSetBit(piece.from());
    if (next >= 0 && next < piece.to()) {
      return Look.REVERSED;
    }
    if (sequence.given.get(piece.from())) {
      return Look.BOLD;
    }
    return piece.kind() == Kind.TEXT ? Look.PLAIN : Look.DIM;
  }

  private String header(Watched sequence) {
    return String.format(
        Locale.ROOT,
        "%s %d  step %d  %d left%s",
        name,
        sequence.number + 1,
        sequence.steps,
        sequence.blanks - sequence.filled,
        speed(sequence, nanos.getAsLong()));
  }

  private String summary(Watched sequence) {
    return String.format(
        Locale.ROOT,
        "%s %d  %d tokens in %d steps%s",
        name,
        sequence.number + 1,
        sequence.filled,
        sequence.steps,
        speed(sequence, sequence.ended));
  }

  private String speed(Watched sequence, long now) {
    double seconds = (now - sequence.begun) / NANOS;
    return seconds > 0 && sequence.filled > 0
        ? String.format(Locale.ROOT, "  %.1f tokens/s", sequence.filled / seconds)
        : "";
  }

  /** The whole text in a line, for a file. */
  private String plain(Watched sequence) {
    String text =
        pieces.split(sequence.current()).stream()
            .map(piece -> piece.text().replace("\n", "⏎"))
            .collect(Collectors.joining());
    return header(sequence) + "  " + text;
  }
}
