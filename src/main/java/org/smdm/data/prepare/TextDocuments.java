package org.smdm.data.prepare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.smdm.data.text.Years;
import org.smdm.io.LineReader;
import org.smdm.io.TextLine;
import org.smdm.io.UserException;

/**
 * The documents of a text file, plain or compressed: each line that is not blank, or the whole
 * file, dated by a year that its name begins with.
 */
final class TextDocuments implements DocumentReader {

  private static final int LARGEST = 1 << 28;

  private final Path file;
  private final HashedInput input;

  /** Null where the whole file is one document. */
  private final LineReader lines;

  private boolean isRead;

  TextDocuments(Path file, boolean areLines) throws IOException {
    this.file = file;
    this.input = new HashedInput(file);
    try {
      lines =
          areLines ? new LineReader(input.content(), file.toString(), HashedInput.DOCUMENTS) : null;
    } catch (IOException | UserException e) {
      input.close();
      throw e;
    }
  }

  @Override
  public RawDocument next() throws IOException {
    return lines == null ? whole() : line();
  }

  private RawDocument line() throws IOException {
    TextLine line = lines.next();
    while (line != null && line.isBlank()) {
      line = lines.next();
    }
    return line == null ? null : new RawDocument(line.bytes(), null, null, line.number());
  }

  private RawDocument whole() throws IOException {
    if (isRead) {
      return null;
    }
    isRead = true;
    byte[] bytes = input.content().readNBytes(LARGEST + 1);
    if (bytes.length > LARGEST) {
      throw new UserException(
          file
              + " holds more than 256 MiB of text: give --lines if each line is a document, or"
              + " split it");
    }
    OptionalInt year = Years.ofFileName(file.getFileName().toString());
    String date = year.isPresent() ? "%04d".formatted(year.getAsInt()) : null;
    return new RawDocument(bytes, null, date, 0);
  }

  @Override
  public long position() {
    return input.position();
  }

  @Override
  public String sha256() throws IOException {
    return input.sha256();
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
