package org.smdm.io;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the lines of a text, one after the other, in memory that does not grow with it. Lines end
 * at a line feed only, for U+2028 and its like are legal inside a text or a JSON string; a carriage
 * return before it goes, and so does a byte order mark that a line begins with (the first, or a
 * later one where files were joined).
 */
public final class LineReader implements Closeable {

  /** The longest line in bytes: a text of this length still fits into a string. */
  private static final int LONGEST = 1 << 29;

  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final String source;
  private byte[] buffer = new byte[BUFFER];
  private int from;
  private int to;
  private long number;

  /**
   * @param in the text in UTF-8; need not be buffered
   * @param source the file, for messages
   * @param wanted what it should be, for messages
   * @throws UserException when its first bytes show that it is no text
   * @throws IOException when they cannot be read
   */
  public LineReader(InputStream in, String source, String wanted) throws IOException {
    this.in = in;
    this.source = source;
    to = in.readNBytes(buffer, 0, FileKind.HEAD);
    FileKind.require(Arrays.copyOf(buffer, to), source, wanted);
  }

  /** What is done with a line. */
  @FunctionalInterface
  public interface Sink {
    /**
     * @param line one that is not blank
     */
    void accept(TextLine line);
  }

  /**
   * Reads all lines of a file but blank ones.
   *
   * @param file a text in UTF-8
   * @param wanted what the file should be, with its article, for messages
   * @param sink is given them in order
   * @throws UserException when the file cannot be read or is no text
   */
  public static void read(Path file, String wanted, Sink sink) {
    try (InputStream in = Files.newInputStream(file);
        LineReader reader = new LineReader(in, file.toString(), wanted)) {
      for (TextLine line = reader.next(); line != null; line = reader.next()) {
        if (!line.isBlank()) {
          sink.accept(line);
        }
      }
    } catch (IOException e) {
      throw ReadFailure.sentence(file, wanted, e);
    }
  }

  /**
   * All lines of a file but empty ones at its end.
   *
   * @param file a text in UTF-8
   * @param wanted what the file should be, with its article, for messages
   * @throws UserException when the file cannot be read or is no text
   */
  public static List<TextLine> all(Path file, String wanted) {
    List<TextLine> lines = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file);
        LineReader reader = new LineReader(in, file.toString(), wanted)) {
      for (TextLine line = reader.next(); line != null; line = reader.next()) {
        lines.add(line);
      }
    } catch (IOException e) {
      throw ReadFailure.sentence(file, wanted, e);
    }
    while (!lines.isEmpty() && lines.get(lines.size() - 1).bytes().length == 0) {
      lines.remove(lines.size() - 1);
    }
    return lines;
  }

  /**
   * The next line.
   *
   * @return null at the end; what follows the last line feed is a line if there is anything
   * @throws UserException when it is longer than 512 MiB
   * @throws IOException when the text cannot be read on
   */
  public TextLine next() throws IOException {
    int searched = from;
    while (true) {
      for (int i = searched; i < to; i++) {
        if (buffer[i] == '\n') {
          TextLine line = line(from, i);
          from = i + 1;
          return line;
        }
      }
      int length = to - from;
      if (length > LONGEST) {
        throw new UserException(
            "Line %d of %s is longer than 512 MiB: break it into lines"
                .formatted(number + 1, source));
      }
      makeRoom();
      searched = from + length;
      int count = in.read(buffer, to, buffer.length - to);
      if (count < 0) {
        TextLine line = length == 0 ? null : line(from, to);
        from = to;
        return line;
      }
      to += count;
    }
  }

  /** Moves what is not given out yet to the front, and doubles the buffer where that is no help. */
  private void makeRoom() {
    int length = to - from;
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, length);
    } else if (to == buffer.length) {
      buffer = Arrays.copyOf(buffer, (int) Math.min(2L * buffer.length, LONGEST + 1L));
    }
    from = 0;
    to = length;
  }

  private TextLine line(int start, int end) {
    int first = start;
    if (end - start >= 3
        && buffer[start] == (byte) 0xEF
        && buffer[start + 1] == (byte) 0xBB
        && buffer[start + 2] == (byte) 0xBF) {
      first += 3;
    }
    int last = end > first && buffer[end - 1] == '\r' ? end - 1 : end;
    return new TextLine(Arrays.copyOfRange(buffer, first, last), ++number, source);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
